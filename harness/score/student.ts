import jstat from "jstat";
import type { Interval } from "./contract.ts";

const { jStat } = jstat;

export const confidence = 0.95;

/** P(|T| > |t|) of Student's t; `degrees` > 0, whole or not, and Infinity for a normal. */
export function twoSidedTail(t: number, degrees: number): number {
  if (degrees === Number.POSITIVE_INFINITY) return jStat.erfc(Math.abs(t) / Math.SQRT2);
  return jStat.ibeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

/** The t with P(|T| > t) = `tail`, for 0 < tail < 1. */
export function twoSidedQuantile(tail: number, degrees: number): number {
  if (degrees === Number.POSITIVE_INFINITY) return Math.SQRT2 * jStat.erfcinv(tail);
  const x = jStat.ibetainv(tail, degrees / 2, 0.5);
  return Math.sqrt((degrees * (1 - x)) / x);
}

/** Mean of at least one value with its 95 % interval; one value, or values without any spread, have no interval. */
export function meanInterval(values: readonly number[]): Interval {
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const degrees = values.length - 1;
  if (degrees === 0 || squares === 0) return { mean, low: null, high: null };
  const error = Math.sqrt(squares / degrees / values.length);
  const reach = twoSidedQuantile(1 - confidence, degrees) * error;
  return { mean, low: mean - reach, high: mean + reach };
}

/** Arithmetic mean; NaN of nothing. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean of the known values; null when there is none. */
export function meanOrNull(values: readonly (number | null | undefined)[]): number | null {
  const known = values.filter((value) => value !== null && value !== undefined);
  return known.length === 0 ? null : meanOf(known);
}

/** Mean and interval of the known values; null when there is none. */
export function intervalOrNull(values: readonly (number | null)[]): Interval | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : meanInterval(known);
}
