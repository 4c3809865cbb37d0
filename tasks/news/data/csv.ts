import { pipeline, Readable } from "node:stream";
import { TextDecoder } from "node:util";
import { CsvError, parse } from "csv-parse";
import { BenchError } from "../../../harness/errors/index.ts";
import { chunksOf } from "./bytes.ts";
import { maxLineBytes } from "./lines.ts";
import type { RawRow, RowSource } from "./rows.ts";

interface CsvRecord {
  readonly record: readonly Buffer[];
  readonly info: { readonly lines: number };
}

/** CSV after RFC 4180: a header, quotes, line ends inside quotes. Throws `csv-malformed` where quoting breaks down. */
export async function openCsv(file: string, delimiter: "," | "\t"): Promise<RowSource> {
  for await (const { record } of recordsOf(file, delimiter)) {
    const columns = record.map((field) => field.toString("utf8").trim());
    return { columns, rows: (wanted) => rowsOf(file, delimiter, columns, wanted) };
  }
  return { columns: [], rows: async function* () {} };
}

async function* rowsOf(
  file: string,
  delimiter: "," | "\t",
  columns: readonly string[],
  wanted: readonly string[],
): AsyncGenerator<RawRow> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let row = 1;
  let header = true;
  for await (const { record, info } of recordsOf(file, delimiter)) {
    if (!header) yield rowOf(row, record, columns, wanted, decoder);
    header = false;
    row = info.lines + 1;
  }
}

function rowOf(
  row: number,
  record: readonly Buffer[],
  columns: readonly string[],
  wanted: readonly string[],
  decoder: TextDecoder,
): RawRow {
  if (record.length !== columns.length) return { row, skip: "wrong-field-count" };
  try {
    const values = wanted.map((name) => [name, decoder.decode(record[columns.indexOf(name)])] as const);
    return { row, values: Object.fromEntries(values) };
  } catch {
    return { row, skip: "invalid-utf8" };
  }
}

async function* recordsOf(file: string, delimiter: string): AsyncGenerator<CsvRecord> {
  const parser = parse({
    delimiter,
    // Fields come as bytes, so that broken UTF-8 is found and not replaced.
    encoding: null,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: maxLineBytes,
  });
  // The error reaches the loop below through the parser; the callback only marks it as handled.
  pipeline(Readable.from(chunksOf(file)), parser, () => {});
  try {
    for await (const record of parser) yield record as CsvRecord;
  } catch (error) {
    throw error instanceof CsvError ? malformed(file, error) : error;
  }
}

function malformed(file: string, error: CsvError): BenchError {
  const line = typeof error["lines"] === "number" ? `:${error["lines"]}` : "";
  return new BenchError("the quoting of this CSV file breaks down", {
    code: "csv-malformed",
    blame: "usage",
    where: `${file}${line}`,
    expected: `closed quotes, doubled inside a field, and rows of at most ${maxLineBytes / 1024 / 1024} MiB`,
    received: error.message,
    mend: "Mend the file at that line, or export it again with quotes doubled.",
    cause: error,
  });
}
