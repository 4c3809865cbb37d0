import { fixed, percent } from "./number.ts";

/** How a task's numbers are shown (`metric.format` in task.yaml). */
export type MetricFormat = "percent" | "plain";
export type NumberFormat = (value: number | null) => string;

/**
 * Prints values of a metric: `percent` with one decimal, `plain` with three, or with one where a value they stand
 * beside is 10 or more.
 */
export function formatterOf(format: MetricFormat, beside: readonly (number | null)[] = []): NumberFormat {
  if (format === "percent") return (value) => percent(value);
  const decimals = beside.some((value) => Math.abs(value ?? 0) >= 10) ? 1 : 3;
  return (value) => fixed(value, decimals);
}
