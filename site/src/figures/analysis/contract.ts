import type { Table } from "../../../../harness/analysis/index.ts";
import type { Figure } from "../../../../harness/figure/index.ts";
import type { MetricFormat } from "../../../../harness/format/index.ts";
import { type RoundsOf, shownEntries } from "../rounds.ts";

/** How many entries a figure of one line each has room for. */
export const mostLines = 40;

/** What the figures must know of a task besides its tables. */
export interface AnalysedTask {
  readonly metric: { readonly title: string; readonly format: MetricFormat };
  /** In the order of the headline board. */
  readonly entries: RoundsOf["entries"];
}

export type Rows = Table["rows"];

/** How a table is drawn. */
export interface Drawn {
  /** What the marks mean. */
  readonly says: string;
  rowsOf(rows: Rows, task: AnalysedTask): Figure["rows"];
  specOf(rows: Figure["rows"], task: AnalysedTask): Figure["spec"];
}

/** Rows of the entries that a figure has room for, in the rows' order. */
export function ofShown(rows: Rows, { entries }: AnalysedTask): Rows {
  const shown = new Set(shownEntries(entries, mostLines).map(({ entry }) => entry));
  return rows.filter(({ entry }) => shown.has(String(entry)));
}

/** The metric's own unit as the page has it: points where it is in per cent. */
export function unitOf({ metric }: AnalysedTask): number {
  return metric.format === "percent" ? 100 : 1;
}

/** A number in the page's unit; null for what is none. */
export const scaled = (value: unknown, unit: number) => (typeof value === "number" ? value * unit : null);
