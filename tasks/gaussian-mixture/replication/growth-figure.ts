import type { Figure } from "../../../harness/figure/index.ts";
import { joinedLayers, layered, seriesColour } from "../../../harness/figure/index.ts";
import { percent } from "../../../harness/format/index.ts";
import type { RandomStream } from "../../../harness/random/index.ts";
import { type Estimate, estimate, mean } from "../../../harness/statistics/index.ts";
import { type Finding, points, verdictOn, verdictOnAll, verdictOnAny } from "../../../harness/study/index.ts";
import { simulateGrowth } from "../theory/verified-growth.ts";
import { examplesAxis, studentAxis } from "./axes.ts";
import type { GrowthSeries, GrowthSetting, Margins } from "./settings.ts";

/** Accuracies of one series: repeats × numbers of examples. */
export interface GrowthResult {
  readonly series: GrowthSeries;
  readonly runs: readonly (readonly number[])[];
}

/** One repetition of all series: series × numbers of examples. */
export function growthRun(
  random: RandomStream,
  setting: GrowthSetting,
  repeat: number,
): readonly (readonly number[])[] {
  return simulateGrowth(random.split("growth", repeat), setting, setting.series, setting.n);
}

export function growthFigure(results: readonly GrowthResult[], setting: GrowthSetting): Figure {
  return {
    name: "weak-verifier",
    title: `When a verifier at π/${setting.verifierPiOver} stops helping`,
    caption: `One round of greedy labels from a generator at π/${setting.generatorPiOver}, ${setting.dimension} dimensions, σ = ${setting.sigma}; mean of ${setting.repeats} repetitions with 95 % intervals (Student's t). The paper reports a rise and a fall; whether there is a fall depends on what else the student is given.`,
    spec: layered(joinedLayers(), {
      x: examplesAxis(setting.n),
      y: studentAxis(),
      color: seriesColour(
        "Student trained on",
        results.map(({ series }) => series.name),
      ),
    }),
    rows: results.flatMap(({ series, runs }) =>
      setting.n.map((n, place) => {
        const { mean: accuracy, low, high } = estimate(runs.map((run) => run[place]!));
        return { kind: "measured", series: series.name, n, accuracy, low, high };
      }),
    ),
  };
}

export function growthFindings(
  results: readonly GrowthResult[],
  setting: GrowthSetting,
  margins: Margins,
): readonly Finding[] {
  const verified = results.filter(({ series }) => series.teaching === "verifier");
  const find = (teaching: string) => results.find(({ series }) => series.teaching === teaching);
  const [oracle, clean] = [find("oracle"), find("clean")];
  return [
    ...verified.map((result) => riseAndFall(result, setting)),
    peakFinding(verified, setting, margins),
    ...(oracle && clean ? [oracleFinding(oracle, clean, setting, margins)] : []),
  ];
}

function riseAndFall({ series, runs }: GrowthResult, setting: GrowthSetting): Finding {
  const means = setting.n.map((_, place) => mean(runs.map((run) => run[place]!)));
  const best = bestPlace(runs, setting);
  const last = setting.n.length - 1;
  const fall = estimate(runs.map((run) => run[best]! - run[last]!));
  const rise = estimate(runs.map((run) => run[best]! - run[0]!));
  const after =
    best === last
      ? "the most that was tried: no fall"
      : `${percent(means[last]!, 2)} at n = ${setting.n[last]} (fall of ${interval(fall)} points)`;
  return {
    source: "paper",
    claim: "With a weak verifier at π/12 accuracy rises with the number of examples and then falls.",
    measured: `Student trained on ${series.name}: best ${percent(means[best]!, 2)} at n = ${setting.n[best]}, ${after}.`,
    verdict: verdictOnAll([rise, fall].map((change) => verdictOn(change, { above: 0 }))),
  };
}

/** Where the paper puts the peak. */
const paperPeak = 10_000;

function peakFinding(verified: readonly GrowthResult[], setting: GrowthSetting, margins: Margins): Finding {
  const best = verified.map(({ runs }) => setting.n[bestPlace(runs, setting)]!);
  const falling = verified.filter((_, place) => best[place]! < setting.n.at(-1)!);
  const isNear = (n: number) => Math.max(n / paperPeak, paperPeak / n) < margins.peakFactor;
  const listed = verified.map(
    ({ series, runs }, place) =>
      `n = ${best[place]} for ${series.name} (possible: ${possiblePeaks(runs, setting).join(", ")})`,
  );
  return {
    source: "paper",
    claim: `With a weak verifier at π/12 accuracy is best near ${paperPeak} examples.`,
    measured: `Best at ${listed.join("; ")}. The place of a peak moves with what more examples displace, and was not tuned to the paper's.`,
    verdict: verdictOnAny(
      falling.map(({ runs }) => {
        const near = possiblePeaks(runs, setting).map(isNear);
        if (near.every(Boolean)) return "agrees";
        return near.some(Boolean) ? "undetermined" : "differs";
      }),
    ),
  };
}

/** The numbers of examples that may be the best: the others are surely below the best mean, repetition by repetition. */
function possiblePeaks(runs: GrowthResult["runs"], setting: GrowthSetting): readonly number[] {
  const best = bestPlace(runs, setting);
  return setting.n.filter(
    (_, place) => place === best || estimate(runs.map((run) => run[best]! - run[place]!)).low <= 0,
  );
}

/** Index of the number of examples with the highest mean accuracy. */
function bestPlace(runs: GrowthResult["runs"], setting: GrowthSetting): number {
  const means = setting.n.map((_, place) => mean(runs.map((run) => run[place]!)));
  return means.indexOf(Math.max(...means));
}

function oracleFinding(
  oracle: GrowthResult,
  clean: GrowthResult,
  setting: GrowthSetting,
  margins: Margins,
): Finding {
  const last = setting.n.length - 1;
  const gap = estimate(oracle.runs.map((run, repeat) => clean.runs[repeat]![last]! - run[last]!));
  const at = (result: GrowthResult) => percent(mean(result.runs.map((run) => run[last]!)), 2);
  return {
    source: "paper",
    claim: "Selection by the oracle matches training on clean labels.",
    measured: `With n = ${setting.n[last]}: oracle ${at(oracle)}, clean ${at(clean)}, ${interval(gap)} points apart. What the oracle keeps is right, but it lies where a greedy generator is right, and that leans the student towards the generator.`,
    verdict: verdictOn(gap, { within: margins.match }),
  };
}

function interval({ mean: middle, low, high }: Estimate): string {
  return `${points(middle, 2)} (${points(low, 2)} to ${points(high, 2)})`;
}
