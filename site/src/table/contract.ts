import type { MetricFormat } from "../../../harness/format/index.ts";
import type { Prior } from "../../../harness/separation/index.ts";

/** A board as its page's script has it: the values of its columns, row by row, and what comparing its entries takes. */
export interface TableData {
  /** Where it is published: `data/<key>.js` below the tier, for instance `news/recursion-replace`. */
  readonly key: string;
  readonly title: string;
  /** Entries in the board's own order. */
  readonly rows: readonly string[];
  readonly columns: readonly Column[];
  /** Absent where a table is of several boards. */
  readonly comparison?: Comparison;
  /** Tasks that columns are of, where a table is of several. */
  readonly tasks: readonly { readonly name: string; readonly title: string }[];
}

export type Cell = string | number | boolean | null;

/** One column; a column of a task is called `gain:news`. */
export interface Column {
  readonly name: string;
  readonly title: string;
  readonly values: readonly Cell[];
}

/** Gains over G0 by seed, in the order of rows, and how they are printed. */
export interface Comparison {
  readonly metric: { readonly title: string; readonly format: MetricFormat };
  readonly seeds: readonly number[];
  /** One row an entry, one place a seed; null where it has none. */
  readonly gains: readonly (readonly (number | null)[])[];
  readonly letters: readonly string[];
  readonly prior: Prior | null;
}

/** Values of a column, all null where the table has no such column. */
export function valuesOf({ columns, rows }: TableData, name: string): readonly Cell[] {
  return columns.find((column) => column.name === name)?.values ?? rows.map(() => null);
}
