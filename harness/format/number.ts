/** What stands where there is no number. */
export const missing = "–";

/** Ends of an interval, low ≤ high; null where there is none (a single seed). */
export interface Ends {
  readonly low: number | null;
  readonly high: number | null;
}

/** A number with a fixed number of decimals; never "−0.00". */
export function fixed(value: number | null, decimals: number): string {
  if (value === null || !Number.isFinite(value)) return missing;
  const digits = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(digits) !== 0 ? `−${digits}` : digits;
}

/** A share of 1 in per cent. */
export function percent(share: number | null, decimals = 1): string {
  if (share === null || !Number.isFinite(share)) return missing;
  return `${fixed(share * 100, decimals)}\u00a0%`;
}

/** A count, or a mean of counts: thousands apart, one decimal only below 100 and when it is not whole. */
export function count(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return missing;
  return (Math.abs(value) < 100 ? tenths : wholes).format(value);
}

// Made once: a page of a board prints thousands of counts.
const [wholes, tenths] = [0, 1].map(
  (maximumFractionDigits) => new Intl.NumberFormat("en-GB", { maximumFractionDigits }),
) as [Intl.NumberFormat, Intl.NumberFormat];

/** Both ends of an interval, the unit after the second only. */
export function intervalText(ends: Ends | null, format: (value: number) => string): string {
  if (ends === null || ends.low === null || ends.high === null) return missing;
  const low = format(ends.low);
  const high = format(ends.high);
  const unit = /\u00a0\D+$/.exec(high)?.[0] ?? "";
  return `${unit !== "" && low.endsWith(unit) ? low.slice(0, -unit.length) : low} to ${high}`;
}

/** How a task's numbers are shown (`metric.format` in task.yaml). */
export type MetricFormat = "percent" | "plain";
export type NumberFormat = (value: number | null) => string;

/**
 * Prints values of a metric: `percent` with one decimal, `plain` with three, or with one where a value they stand
 * beside is 10 or more, and as a count where it is 1,000 or more.
 */
export function formatterOf(format: MetricFormat, beside: readonly (number | null)[] = []): NumberFormat {
  if (format === "percent") return (value) => percent(value);
  const largest = beside.reduce<number>((most, value) => Math.max(most, Math.abs(value ?? 0)), 0);
  if (largest >= 1000) return count;
  const decimals = largest >= 10 ? 1 : 3;
  return (value) => fixed(value, decimals);
}
