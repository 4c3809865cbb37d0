import type { Ends } from "../../../harness/format/index.ts";

/** The scale all interval plots of a table share. */
export interface Axis {
  readonly low: number;
  readonly high: number;
}

/** A value with its interval in per cent of the axis; an end that is cut off lies outside it. */
export interface Mark {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly cutLow: boolean;
  readonly cutHigh: boolean;
  /** The value itself lies outside the axis, so that only the cut shows where it is. */
  readonly outside: boolean;
}

const margin = 0.06;

/**
 * An axis that holds 0, the ceiling and all intervals. What is further from these two than they are from each other is cut
 * off, so that one entry cannot flatten all others; without a ceiling above 0 nothing is.
 */
export function axisOf(intervals: readonly (Ends & { readonly mean: number })[], ceiling = 0): Axis {
  const ends = intervals.flatMap(({ mean, low, high }) => [mean, low ?? mean, high ?? mean]);
  const furthest = ceiling > 0 ? ceiling : Number.POSITIVE_INFINITY;
  const low = Math.max(-furthest, Math.min(0, ...ends));
  const high = Math.min(2 * furthest, Math.max(ceiling, ...ends, low === 0 ? Number.MIN_VALUE : 0));
  const room = (high - low) * margin;
  return { low: low - room, high: high + room };
}

/** Where an interval lies on the axis. */
export function markOf({ mean, low, high }: Ends & { readonly mean: number }, axis: Axis): Mark {
  return {
    mean: place(mean, axis),
    low: place(low ?? mean, axis),
    high: place(high ?? mean, axis),
    cutLow: (low ?? mean) < axis.low,
    cutHigh: (high ?? mean) > axis.high,
    outside: mean < axis.low || mean > axis.high,
  };
}

/** A value in per cent of the axis, held within it. */
export function place(value: number, { low, high }: Axis): number {
  const share = Math.max(0, Math.min(1, (value - low) / (high - low)));
  return Math.round(share * 10_000) / 100;
}
