import { percent } from "../../../harness/format/index.ts";
import { independentDifference, type MeanInterval } from "../../../harness/statistics/index.ts";
import {
  type Finding,
  type FindingVerdict,
  verdictOn,
  verdictOnAll,
  verdictsOnSides,
} from "../../../harness/study/index.ts";
import { matches } from "../replication/statistics.ts";
import type { DistancePoint, LawPoint, PruningPoint, RegressionPoint, VariancePoint } from "./measure.ts";
import { crossingError } from "./pruning.ts";
import { wassersteinLaw } from "./refit.ts";
import type { LawMargins, LawsSetting } from "./settings.ts";

/** Shumailov et al. 2024, Nature 631. */
export function distanceFinding(
  points: readonly DistancePoint[],
  { samples }: LawsSetting["distance"],
  margins: LawMargins,
): Finding {
  const listed = points.map(
    (point) =>
      `t = ${point.round}: ${interval(point, 3)}, law ${wassersteinLaw(samples, point.round).toFixed(3)}, without approximation ${point.law.toFixed(3)}, median ${point.median.toFixed(3)}`,
  );
  return {
    source: "paper",
    claim: `A Gaussian refitted to ${samples} samples of itself t times is at a mean squared Wasserstein distance of about 1.5 t/${samples} (Shumailov et al. 2024).`,
    measured: `${listed.join("; ")}.`,
    verdict: onLaw(points, margins),
  };
}

/** Kazdan et al. 2024, arXiv 2410.16713. */
export function varianceFindings(points: readonly VariancePoint[], margins: LawMargins): readonly Finding[] {
  const last = Math.max(...points.map(({ round }) => round));
  const at = (regime: string) => points.filter((point) => point.regime === regime && point.round === last);
  const listed = (regime: string) =>
    at(regime)
      .map(
        (point) =>
          `n = ${point.samples}: mean ${interval(point, 3)}, law ${small(point.law)}, median ${small(point.median)}`,
      )
      .join("; ");
  return [
    {
      source: "paper",
      claim: `When samples replace each other the variance dies: (1 − 1/n)ᵗ on average (Kazdan et al. 2024).`,
      measured: `After ${last} rounds, ${listed("replace")}. With few samples the mean hangs on rare runs and most runs lie far below it, so the law is held to the rounds and sizes whose interval can hold it.`,
      verdict: onLaw(
        points.filter((point) => point.regime === "replace" && isSettled(point)),
        margins,
      ),
    },
    {
      source: "paper",
      claim:
        "When samples accumulate the variance stays: Π (1 − 1/(n i²)), in the limit sin(π/√n)/(π/√n) (Kazdan et al. 2024).",
      measured: `After ${last} rounds, ${listed("accumulate")}.`,
      verdict: onLaw(
        points.filter((point) => point.regime === "accumulate"),
        margins,
      ),
    },
  ];
}

/** Gerstgrasser et al. 2024, arXiv 2404.01413. */
export function regressionFindings(
  points: readonly RegressionPoint[],
  { dimension, examples, rounds }: LawsSetting["regression"],
  margins: LawMargins,
): readonly Finding[] {
  const of = (regime: string) => points.filter((point) => point.regime === regime);
  const last = (regime: string) => of(regime).at(-1)!;
  const where = `d = ${dimension}, T = ${examples}, ${rounds} rounds, in units of σ²d/(T − d − 1)`;
  return [
    {
      source: "paper",
      claim:
        "The error of least squares on its own labels grows linearly with the rounds when data is replaced (Gerstgrasser et al. 2024).",
      measured: `${where}: ${interval(last("replace"), 2)}, law ${last("replace").law}.`,
      verdict: onLaw(of("replace"), margins),
    },
    {
      source: "paper",
      claim: "It stays below Σ 1/i² ≤ π²/6 when data accumulates (Gerstgrasser et al. 2024).",
      measured: `${where}: ${interval(last("accumulate"), 2)}, bound ${last("accumulate").law.toFixed(2)}.`,
      verdict: verdictOnAll(
        of("accumulate").map(({ measured, law }) => verdictOn(measured, { below: law * (1 + margins.law) })),
      ),
    },
  ];
}

/** Firdoussi et al. 2024, arXiv 2410.08942. */
export function pruningFindings(
  points: readonly PruningPoint[],
  { keepsRight, keepsWrong }: LawsSetting["pruning"],
  margins: LawMargins,
): readonly Finding[] {
  const crossing = crossingError({ keepsRight, keepsWrong });
  const at = points.filter(({ error }) => error === crossing);
  const listed = at.map((point) => `${percent(point.measured.mean)} with ${point.examples} examples`);
  const { asked, sides, count } = verdictsOnSides(
    points.map(({ error, measured }) => ({ p: error, pStar: crossing, measured })),
    { margin: margins.wrongLabels, level: 0.5 },
  );
  const sizes = [...new Set(points.map(({ examples }) => examples))].sort((a, b) => a - b);
  const falls = sizes.map((size) => fallOf(points.filter(({ examples }) => examples === size)));
  const sharpens = falls
    .slice(1)
    .map((fall, place) => verdictOn(independentDifference(fall, falls[place]!), { above: 0 }));
  return [
    {
      source: "paper",
      claim: `With labels kept at ${keepsRight} (right) and ${keepsWrong} (wrong) accuracy crosses 50 % at a share of ${crossing.toFixed(3)} wrong labels, whatever the number of examples (Firdoussi et al. 2024).`,
      measured: `At the crossing: ${listed.join(", ")}. Of ${asked.length} points further than ${margins.wrongLabels} from it, ${count("differs")} lie on the wrong side of 50 % and ${count("undetermined")} on neither.`,
      verdict: verdictOnAll([
        ...sides,
        ...at.map(({ measured }) => matches(measured, 0.5, margins.accuracy)),
      ]),
    },
    {
      source: "paper",
      claim:
        "The transition is smooth at a finite number of examples and sharpens with it (Firdoussi et al. 2024).",
      measured: `From the fewest to the most wrong labels accuracy falls by ${sizes.map((size, place) => `${percent(falls[place]!.mean)} with ${size} examples`).join(", ")}.`,
      verdict: verdictOnAll(sharpens),
    },
  ];
}

/** By how much accuracy falls from the fewest wrong labels to the most. */
function fallOf(points: readonly PruningPoint[]): MeanInterval {
  const sorted = points.toSorted((a, b) => a.error - b.error);
  return independentDifference(sorted[0]!.measured, sorted.at(-1)!.measured);
}

/** Whether every point is its law's value, to within a share of it. */
function onLaw(points: readonly LawPoint[], margins: LawMargins): FindingVerdict {
  return verdictOnAll(points.map(({ measured, law }) => matches(measured, law, margins.law * law)));
}

/** Whether a mean says anything: where it hangs on a few runs its interval is wider than a quarter of it. */
function isSettled({ measured }: LawPoint): boolean {
  return measured.high - measured.low < measured.mean / 4;
}

function interval({ measured: { mean, low, high } }: LawPoint, digits: number): string {
  return `${small(mean, digits)} (${small(low, digits)} to ${small(high, digits)})`;
}

function small(value: number, digits = 3): string {
  return Math.abs(value) < 10 ** -digits && value !== 0 ? value.toExponential(1) : value.toFixed(digits);
}
