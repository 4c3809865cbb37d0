import type { Row, Table } from "./contract.ts";

/** A table as CSV (RFC 4180, lines end with a line feed): a line of names, then the rows; null is an empty field. */
export function csvOf({ rows }: Table): string {
  const names = Object.keys(rows[0] ?? {});
  const lines = [names, ...rows.map((row) => names.map((name) => fieldOf(row[name])))];
  return lines.map((fields) => `${fields.map(quoted).join(",")}\n`).join("");
}

function fieldOf(value: Row[string] | undefined): string {
  return value === null || value === undefined ? "" : String(value);
}

function quoted(field: string): string {
  return /[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
