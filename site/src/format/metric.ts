import { fixed, percent } from "./number.ts";

/** How a task's numbers are shown (`metric.format` in task.yaml). */
export type MetricFormat = "percent" | "plain";
export type NumberFormat = (value: number | null) => string;

/** Prints values of a metric: `percent` with one decimal, `plain` with three. */
export function formatterOf(format: MetricFormat): NumberFormat {
  return format === "percent" ? (value) => percent(value) : (value) => fixed(value, 3);
}
