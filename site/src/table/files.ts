import type { Cell, TableData } from "./contract.ts";

/** Rows as CSV (RFC 4180), a header line first; nothing stands where there is no value. */
export function csvOf({ columns }: Pick<TableData, "columns">, rows: readonly number[]): string {
  const lines = rows.map((place) => columns.map(({ values }) => field(values[place]!)));
  return [columns.map(({ name }) => field(name)), ...lines].map((line) => `${line.join(",")}\r\n`).join("");
}

/** Objects as CSV, with every key that any of them has as a column. */
export function csvFrom(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = names.map((name) => ({ name, title: name, values: rows.map((row) => cellOf(row[name])) }));
  return csvOf({ columns }, [...rows.keys()]);
}

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  return typeof value === "number" || typeof value === "boolean" ? value : String(value);
}

/** Rows as a list of objects. */
export function jsonOf({ columns }: TableData, rows: readonly number[]): string {
  const objects = rows.map((place) =>
    Object.fromEntries(columns.map(({ name, values }) => [name, values[place]!])),
  );
  return `${JSON.stringify(objects, null, 1)}\n`;
}

function field(value: Cell): string {
  const text = value === null ? "" : String(value);
  // A spreadsheet takes a text that opens like this for a formula.
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
