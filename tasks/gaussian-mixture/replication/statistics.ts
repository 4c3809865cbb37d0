import type { Estimate } from "../../../harness/statistics/index.ts";
import { type FindingVerdict, type IntervalEnds, verdictOn } from "../../../harness/study/index.ts";

/** How many standard errors a measurement is from what was expected. */
export function deviations({ mean, error }: Estimate, expected: number): number {
  return Math.abs(mean - expected) / error;
}

/** Standard error of a share of `count` independent cases. */
export function shareError(share: number, count: number): number {
  return Math.sqrt((share * (1 - share)) / count);
}

/**
 * Deviations of that many standard errors would be seen in fewer than 1 of 100 runs when `comparisons` independent
 * ones are looked at together (Bonferroni, normal tail bound e^(−z²/2)).
 */
export function toleratedDeviations(comparisons: number): number {
  return Math.sqrt(2 * Math.log(comparisons / 0.01));
}

/** The verdict on whether what was measured is what was expected, to within a margin. */
export function matches({ low, high }: IntervalEnds, expected: number, margin: number): FindingVerdict {
  return verdictOn({ low: low - expected, high: high - expected }, { within: margin });
}

/** An exact formula is held to both: within its margin, and no further from it than chance would have it. */
export function unlessDetected(verdict: FindingVerdict, worst: number, tolerated: number): FindingVerdict {
  return worst < tolerated ? verdict : "differs";
}
