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

/** How many times the middle half of all ends an axis may reach beyond it: Tukey's outer fence (1977), past which a value is far out. */
const reach = 3;

/**
 * An axis zoomed to the intervals shown: it holds them all but for what lies far from the middle half of their ends, which is cut off,
 * so that one entry cannot flatten all others. 0 belongs to it where it is near.
 */
export function axisOf(intervals: readonly (Ends & { readonly mean: number })[]): Axis {
  const ends = intervals.flatMap(({ mean, low, high }) => [low ?? mean, high ?? mean]).sort((a, b) => a - b);
  if (ends.length === 0) return { low: -1, high: 1 };
  const quantile = (share: number) => ends[Math.round(share * (ends.length - 1))]!;
  const [lower, upper] = [quantile(0.25), quantile(0.75)];
  const room = reach * (upper - lower);
  const near = (value: number) => value >= lower - room && value <= upper + room;
  const shown = near(0) ? [0, ...ends.filter(near)] : ends.filter(near);
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const beyond = high > low ? (high - low) * margin : Math.abs(high) * margin + Number.EPSILON;
  return { low: low - beyond, high: high + beyond };
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
