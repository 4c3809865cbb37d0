import { twoSidedQuantile } from "./student.ts";

/** A mean of independent repetitions, its standard error, and its 95 % interval by Student's t. */
export interface Estimate {
  readonly mean: number;
  readonly error: number;
  readonly low: number;
  readonly high: number;
}

const outside = 0.05;

/** The estimate from repetitions. Throws `RangeError` for fewer than two, which say nothing of their error. */
export function estimate(values: readonly number[]): Estimate {
  const middle = mean(values);
  const error = deviation(values) / Math.sqrt(values.length);
  const half = quantileOf(values.length - 1) * error;
  return { mean: middle, error, low: middle - half, high: middle + half };
}

const quantiles = new Map<number, number>();

/** A board has tens of thousands of intervals, all of a few numbers of seeds. */
function quantileOf(degrees: number): number {
  const known = quantiles.get(degrees);
  if (known !== undefined) return known;
  const quantile = twoSidedQuantile(outside, degrees);
  quantiles.set(degrees, quantile);
  return quantile;
}

/** A mean with its 95 % interval; its ends are null for one value, and where nothing varies. */
export interface Interval {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** Mean of at least one value with its 95 % interval; one value, or values without any spread, have no interval. */
export function meanInterval(values: readonly number[]): Interval {
  if (values.every((value) => value === values[0])) return { mean: values[0]!, low: null, high: null };
  const { mean, low, high } = estimate(values);
  return { mean, low, high };
}

/** A mean with its interval, however it was come by. */
export type MeanInterval = Pick<Estimate, "mean" | "low" | "high">;

/**
 * The difference of two means that were measured apart, its interval from both of theirs (Zou and Donner 2008). Of equal numbers of
 * repetitions it is no narrower than Welch's; it is too wide where repetitions go in pairs.
 */
export function independentDifference(one: MeanInterval, other: MeanInterval): MeanInterval {
  const middle = one.mean - other.mean;
  return {
    mean: middle,
    low: middle - Math.hypot(one.mean - one.low, other.high - other.mean),
    high: middle + Math.hypot(one.high - one.mean, other.mean - other.low),
  };
}

/** Arithmetic mean; NaN of nothing. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation as of a sample. Throws `RangeError` for fewer than two values. */
export function deviation(values: readonly number[]): number {
  if (values.length < 2) throw new RangeError(`${values.length} values have no deviation`);
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}
