import { fixed, percent } from "../format/index.ts";
import type { Estimate } from "../statistics/index.ts";

/** A share of 1 in points of a hundred: `0.123` as `12.3`. */
export function points(share: number, digits = 1): string {
  return fixed(100 * share, digits);
}

/** The same with its sign: `+12.3`. */
export function signedPoints(share: number, digits = 1): string {
  const text = points(share, digits);
  return text.startsWith("−") ? text : `+${text}`;
}

/** `12.3 % (11.0 to 13.1)`; without the brackets where nothing is known of the interval. */
export function estimateText(
  { mean, low, high }: Pick<Estimate, "mean" | "low" | "high">,
  digits = 1,
): string {
  if (high === Number.POSITIVE_INFINITY) return percent(mean, digits);
  return `${percent(mean, digits)} (${points(low, digits)} to ${points(high, digits)})`;
}
