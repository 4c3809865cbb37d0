import { type Interval, mean, meanInterval } from "../statistics/index.ts";

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
