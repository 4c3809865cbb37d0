import { type Estimate, estimate } from "../statistics/index.ts";

/** An estimate over seeds; one seed says nothing of its error, so its interval is everything. */
export function estimateOver(values: readonly number[]): Estimate {
  if (values.length > 1) return estimate(values);
  const error = Number.POSITIVE_INFINITY;
  return { mean: values[0]!, error, low: -error, high: error };
}

/** Ends of an interval as rows have them: null where nothing is known of them. */
export function knownEnds({ low, high }: Pick<Estimate, "low" | "high">) {
  return Number.isFinite(low) ? { low, high } : { low: null, high: null };
}
