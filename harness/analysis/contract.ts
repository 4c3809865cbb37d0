/** One row: what is not known is null. */
export type Row = Readonly<Record<string, string | number | null>>;

/** Rows that all have the same fields. */
export interface Table {
  readonly name: string;
  readonly title: string;
  /** What the fields mean and what the rows are of. */
  readonly caption: string;
  readonly rows: readonly Row[];
}
