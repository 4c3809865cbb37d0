import { estimate, mean } from "../statistics/index.ts";
import type { Interval } from "./contract.ts";

/** Mean of at least one value with its 95 % interval; one value, or values without any spread, have no interval. */
export function meanInterval(values: readonly number[]): Interval {
  if (values.every((value) => value === values[0])) return { mean: values[0]!, low: null, high: null };
  const { mean, low, high } = estimate(values);
  return { mean, low, high };
}

/** Mean of the known values; null when there is none. */
export function meanOrNull(values: readonly (number | null | undefined)[]): number | null {
  const known = values.filter((value) => value !== null && value !== undefined);
  return known.length === 0 ? null : mean(known);
}

/** Mean and interval of the known values; null when there is none. */
export function intervalOrNull(values: readonly (number | null)[]): Interval | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : meanInterval(known);
}
