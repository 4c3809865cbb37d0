import { estimate, mean } from "../statistics/index.ts";

/** Mean of seeds with its 95 % interval (Student's t); no interval of one seed, nor of values without spread. */
export interface MeanEnds {
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export function endsOf(values: readonly number[]): MeanEnds {
  if (values.length === 0) return { mean: null, low: null, high: null };
  if (values.every((value) => value === values[0])) return { mean: mean(values), low: null, high: null };
  const { mean: middle, low, high } = estimate(values);
  return { mean: middle, low, high };
}

/** Whether a true value is above 0, as far as its interval tells. */
export function isPositive({ low, high }: MeanEnds): "yes" | "no" | "undetermined" {
  if (low === null || high === null) return "undetermined";
  if (low > 0) return "yes";
  return high <= 0 ? "no" : "undetermined";
}
