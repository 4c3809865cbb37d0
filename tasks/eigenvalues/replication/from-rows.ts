import type { Figure } from "../../../harness/figure/index.ts";
import { independentDifference, type MeanInterval } from "../../../harness/statistics/index.ts";
import type { Finding, ReplicationResult } from "../../../harness/study/index.ts";
import type { BeamChoice } from "./beams.ts";
import { type DifferencePoint, placeOf } from "./crossing.ts";
import { percent, series, unverifiedSeries } from "./figures.ts";
import { crossingsText, differenceText, largerBudget } from "./findings.ts";
import { paperSchema } from "./settings.ts";
import { type Evidence, verdictsOf } from "./verdicts.ts";

type Row = Figure["rows"][number];

/**
 * The findings of a stored replication with the verdicts that its rows give. Rows do not say which values are of one seed, so students
 * and generators are taken as independent, which widens every difference.
 */
export function judgedFromRows(
  { figures, findings }: ReplicationResult,
  numbers: unknown,
): readonly Finding[] {
  const setting = paperSchema.parse(numbers);
  const { margins } = setting;
  const rowsOf = (name: string) => figures.find((figure) => figure.name === name)!.rows;
  const beams = (choice: BeamChoice, width: number) =>
    estimateOf(
      rowsOf("beams").find(
        (row) =>
          row["kind"] === "measured" &&
          row["series"] === choice &&
          row["beams"] === width &&
          row["tolerance"] === percent(setting.setting.tolerance),
      )!,
    );
  const widest = Math.max(...setting.beams.widths);
  const greedy = beams("self-selected", 1);
  const noisy = rowsOf("noisy-verifier");
  const level = (name: string) =>
    estimateOf(noisy.find((row) => row["kind"] === "level" && row["series"] === name)!);
  const generator = level(series.generator);
  const gaps = (name: string, over: MeanInterval): readonly DifferencePoint[] =>
    noisy
      .filter((row) => row["kind"] === "measured" && row["series"] === name)
      .map((row) => ({ x: row["pStar"] as number, ...independentDifference(estimateOf(row), over) }));
  const dropping = gaps(series.dropping, generator);
  const fewest = Math.min(...setting.noisy.errors);
  const perfect = noisy.find((row) => row["series"] === series.dropping && row["error"] === fewest)!;
  const unverified = rowsOf("unverified").filter((row) => row["series"] === unverifiedSeries);
  const evidence: Evidence = {
    oracle: independentDifference(beams("oracle-selected", widest), times(greedy, margins.timesGreedy)),
    likeliest: independentDifference(beams("self-selected", widest), greedy),
    unverified: unverified.map((row) => independentDifference(estimateOf(row), generator)),
    perfect: independentDifference(estimateOf(perfect), times(generator, margins.timesGenerator)),
    crossing: placeOf(dropping),
  };
  const verdicts = verdictsOf(evidence, margins);
  const crossings = crossingsText({
    dropping,
    choosing: gaps(series.choosing, generator),
    larger: gaps(series.larger, level(series.largerGenerator)),
    largerBudget: largerBudget(setting),
  });
  const [first, second, third, fourth, fifth] = findings as readonly [
    Finding,
    Finding,
    Finding,
    Finding,
    Finding,
  ];
  return [
    { ...first, verdict: verdicts.oracle },
    {
      ...second,
      measured: `${second.measured} ${differenceText([evidence.likeliest])} ${unpaired}`,
      verdict: verdicts.likeliest,
    },
    {
      ...third,
      measured: `${third.measured} ${differenceText(evidence.unverified, setting.unverified)} ${unpaired}`,
      verdict: verdicts.unverified,
    },
    { ...fourth, verdict: verdicts.perfect },
    { ...fifth, measured: `${crossings} ${unpaired}`, verdict: verdicts.crossing },
  ];
}

const unpaired = "Seeds are not taken in pairs here.";

function estimateOf(row: Row): MeanInterval {
  return { mean: row["accuracy"] as number, low: row["low"] as number, high: row["high"] as number };
}

function times({ mean, low, high }: MeanInterval, factor: number): MeanInterval {
  return { mean: factor * mean, low: factor * low, high: factor * high };
}
