import { percent } from "../../../harness/format/index.ts";
import type { Finding } from "../../../harness/study/index.ts";
import { deviations, toleratedDeviations } from "../replication/statistics.ts";
import type { DistancePoint, LawPoint, PruningPoint, RegressionPoint, VariancePoint } from "./measure.ts";
import { crossingError } from "./pruning.ts";
import { wassersteinLaw } from "./refit.ts";
import type { LawsSetting } from "./settings.ts";

/** Shumailov et al. 2024, Nature 631. */
export function distanceFinding(
  points: readonly DistancePoint[],
  { samples }: LawsSetting["distance"],
): Finding {
  const listed = points.map(
    (point) =>
      `t = ${point.round}: ${interval(point, 3)}, law ${wassersteinLaw(samples, point.round).toFixed(3)}, without approximation ${point.law.toFixed(3)}, median ${point.median.toFixed(3)}`,
  );
  return {
    paper: `A Gaussian refitted to ${samples} samples of itself t times is at a mean squared Wasserstein distance of about 1.5 t/${samples} (Shumailov et al. 2024).`,
    measured: `${listed.join("; ")}.`,
    agrees: holdLaw(points),
  };
}

/** Kazdan et al. 2024, arXiv 2410.16713. */
export function varianceFindings(points: readonly VariancePoint[]): readonly Finding[] {
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
      paper: `When samples replace each other the variance dies: (1 − 1/n)ᵗ on average (Kazdan et al. 2024).`,
      measured: `After ${last} rounds, ${listed("replace")}. With few samples the mean hangs on rare runs and most runs lie far below it, so the law is held to the rounds and sizes whose interval can hold it.`,
      agrees: holdLaw(points.filter((point) => point.regime === "replace" && isSettled(point))),
    },
    {
      paper:
        "When samples accumulate the variance stays: Π (1 − 1/(n i²)), in the limit sin(π/√n)/(π/√n) (Kazdan et al. 2024).",
      measured: `After ${last} rounds, ${listed("accumulate")}.`,
      agrees: holdLaw(points.filter((point) => point.regime === "accumulate")),
    },
  ];
}

/** Gerstgrasser et al. 2024, arXiv 2404.01413. */
export function regressionFindings(
  points: readonly RegressionPoint[],
  { dimension, examples, rounds }: LawsSetting["regression"],
): readonly Finding[] {
  const of = (regime: string) => points.filter((point) => point.regime === regime);
  const last = (regime: string) => of(regime).at(-1)!;
  const where = `d = ${dimension}, T = ${examples}, ${rounds} rounds, in units of σ²d/(T − d − 1)`;
  return [
    {
      paper:
        "The error of least squares on its own labels grows linearly with the rounds when data is replaced (Gerstgrasser et al. 2024).",
      measured: `${where}: ${interval(last("replace"), 2)}, law ${last("replace").law}.`,
      agrees: holdLaw(of("replace")),
    },
    {
      paper: "It stays below Σ 1/i² ≤ π²/6 when data accumulates (Gerstgrasser et al. 2024).",
      measured: `${where}: ${interval(last("accumulate"), 2)}, bound ${last("accumulate").law.toFixed(2)}.`,
      agrees: of("accumulate").every(({ measured, law }) => measured.low <= law),
    },
  ];
}

/** Firdoussi et al. 2024, arXiv 2410.08942. */
export function pruningFindings(
  points: readonly PruningPoint[],
  { keepsRight, keepsWrong }: LawsSetting["pruning"],
): readonly Finding[] {
  const crossing = crossingError({ keepsRight, keepsWrong });
  const at = points.filter(({ error }) => error === crossing);
  const listed = at.map((point) => `${percent(point.measured.mean)} with ${point.examples} examples`);
  const wrong = points.filter(
    ({ error, measured }) =>
      error !== crossing &&
      Math.sign(measured.mean - 0.5) !== Math.sign(crossing - error) &&
      !holds(measured, 0.5),
  );
  const spread = (examples: number) => {
    const own = points.filter((point) => point.examples === examples).map(({ measured }) => measured.mean);
    return Math.max(...own) - Math.min(...own);
  };
  const sizes = [...new Set(points.map(({ examples }) => examples))].sort((a, b) => a - b);
  return [
    {
      paper: `With labels kept at ${keepsRight} (right) and ${keepsWrong} (wrong) accuracy crosses 50 % at a share of ${crossing.toFixed(3)} wrong labels, whatever the number of examples (Firdoussi et al. 2024).`,
      measured: `At the crossing: ${listed.join(", ")}. ${wrong.length} of ${points.length - at.length} other points lie on the wrong side.`,
      agrees: holdLaw(at) && wrong.length === 0,
    },
    {
      paper:
        "The transition is smooth at a finite number of examples and sharpens with it (Firdoussi et al. 2024).",
      measured: `From the fewest to the most wrong labels accuracy falls by ${sizes.map((size) => `${percent(spread(size))} with ${size} examples`).join(", ")}.`,
      agrees: sizes.every((size, place) => place === 0 || spread(size) > spread(sizes[place - 1]!)),
    },
  ];
}

/** Whether none of the points, looked at together, is further from the law than chance would have it. */
function holdLaw(points: readonly LawPoint[]): boolean {
  const tolerated = toleratedDeviations(points.length);
  return points.every(({ measured, law }) => deviations(measured, law) <= tolerated);
}

function holds({ low, high }: LawPoint["measured"], value: number): boolean {
  return low <= value && value <= high;
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
