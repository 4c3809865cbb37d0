import { readLines } from "./lines.ts";
import type { RawRow, RowSource } from "./rows.ts";

/** JSON Lines: one object a line; the columns are those of the first good object. Blank lines do not count as rows. */
export async function openJsonl(file: string): Promise<RowSource> {
  for await (const row of rowsOf(file)) {
    if ("values" in row) return { columns: Object.keys(row.values), rows: () => rowsOf(file) };
  }
  return { columns: [], rows: () => rowsOf(file) };
}

async function* rowsOf(file: string): AsyncGenerator<RawRow> {
  for await (const entry of readLines(file)) {
    if ("unreadable" in entry) yield { row: entry.line, skip: entry.unreadable };
    else if (entry.text.trim() !== "") yield parsedRow(entry.line, entry.text);
  }
}

function parsedRow(row: number, text: string): RawRow {
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === "object" && !Array.isArray(value)) {
      return { row, values: value as Record<string, unknown> };
    }
  } catch {
    // Falls through: the row is reported, not thrown.
  }
  return { row, skip: "invalid-json" };
}
