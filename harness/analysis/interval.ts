import { type Interval, meanInterval } from "../statistics/index.ts";

/** Mean of seeds with its interval, or nothing of no seed. */
export type MeanEnds = Interval | { readonly mean: null; readonly low: null; readonly high: null };

export function endsOf(values: readonly number[]): MeanEnds {
  return values.length === 0 ? { mean: null, low: null, high: null } : meanInterval(values);
}

/** Whether a true value is above 0, as far as its interval tells. */
export function isPositive({ low, high }: MeanEnds): "yes" | "no" | "undetermined" {
  if (low === null || high === null) return "undetermined";
  if (low > 0) return "yes";
  return high <= 0 ? "no" : "undetermined";
}
