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
  const half = twoSidedQuantile(outside, values.length - 1) * error;
  return { mean: middle, error, low: middle - half, high: middle + half };
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
