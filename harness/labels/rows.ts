import { parse as parseCsv } from "csv-parse/sync";
import { BenchError, messageOf } from "../errors/index.ts";

/** A row of a file as its tool wrote it, and where it stands. */
export interface LabelRow {
  readonly place: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The rows of a file: a JSON array, JSON lines, or CSV with a head. Throws `BenchError` (blame usage) for none of these. */
export function rowsOf(text: string, file: string): readonly LabelRow[] {
  const plain = text.replace(/^\ufeff/, "");
  const kind = plain.trimStart().charAt(0);
  if (kind === "[") return objects(file, jsonOf(plain, file, ""), "entry");
  if (kind === "{") return linesOf(plain, file);
  try {
    const rows = parseCsv(plain, { columns: true, skip_empty_lines: true, relax_column_count: false });
    return objects(file, rows, "row");
  } catch (error) {
    throw unreadable(file, messageOf(error), error);
  }
}

/** One value over several lines is a JSON object by itself. */
function linesOf(text: string, file: string): readonly LabelRow[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const isOneValue = lines.length > 1 && !lines[0]!.trimEnd().endsWith("}");
  if (isOneValue) return objects(file, [jsonOf(text, file, "")], "entry");
  return objects(
    file,
    lines.map((line, place) => jsonOf(line, file, `, line ${place + 1}`)),
    "line",
  );
}

function jsonOf(text: string, file: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(`${file}${where}`, messageOf(error), error);
  }
}

function objects(file: string, values: unknown, what: string): readonly LabelRow[] {
  return (values as readonly unknown[]).map((value, place) => {
    const where = `${file}, ${what} ${place + 1}`;
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw unreadable(where, "this is no object", undefined);
    return { place: where, values: value as LabelRow["values"] };
  });
}

function unreadable(where: string, reason: string, cause: unknown): BenchError {
  return new BenchError(`the labels cannot be read: ${reason}`, {
    code: "labels-unreadable",
    blame: "usage",
    where,
    expected: "a JSON array, one JSON object on each line, or CSV with a line of names",
    mend: "Export the labels again; unpack an archive first, and name the files in it.",
    cause,
  });
}
