import { BenchError } from "../../../harness/errors/index.ts";
import type { RawRow, ReadOptions } from "./contract.ts";
import { chooseForm, doubtful, isWholeRow, type TableForm } from "./dialect.ts";
import { type Fields, inStep, RowReader } from "./fields.ts";
import { maxLineBytes, type TableLine, tableLines } from "./lines.ts";
import type { ByteStream } from "./stream.ts";

const sampleBytes = 1024 * 1024;

export interface TableRows {
  readonly columns: readonly string[];
  readonly form: TableForm;
  rows(wanted: readonly string[]): AsyncIterable<RawRow>;
}

/** The lines of a row that is not yet whole. */
type TextLine = Extract<TableLine, { readonly text: string }>;

/**
 * A table with a header, its fields set apart by one character. Throws `csv-malformed` where quotes do not close or
 * end in the middle of a field, `csv-doubtful` where it is open whether a quote joins rows, and `csv-repeated-column`.
 */
export async function openTable(
  stream: ByteStream,
  options: ReadOptions,
  preferred: "," | "\t",
  label: string,
): Promise<TableRows> {
  const delimiter = await namedDelimiter(stream);
  const head = await stream.peek(sampleBytes);
  const sample = { text: head.toString("utf8"), isWhole: stream.ended };
  const told = delimiter === undefined ? options : { delimiter, ...options };
  const form = chooseForm(sample, told, preferred, label);
  const rows = rowsOf(tableLines(stream, form.ends), form, label);
  const header = await rows.next();
  const columns = header.done === true || "skip" in header.value ? [] : header.value.fields;
  const names = columns.map((name) => name.trim());
  return { columns: names, form, rows: (wanted) => named(rows, names, wanted, label) };
}

/** Excel's first line `sep=;`, which is thrown away. */
async function namedDelimiter(stream: ByteStream): Promise<string | undefined> {
  const head = (await stream.peek(16)).subarray(0, 16).toString("latin1");
  const found = /^sep=(.)\r?\n/.exec(head);
  if (found === null) return undefined;
  await stream.skip(found[0].length);
  return found[1];
}

type TableRow =
  | { readonly place: string; readonly fields: readonly string[]; readonly isBroken: boolean }
  | { readonly place: string; readonly skip: "line-too-long" | "wrong-field-count" };

async function* named(
  rows: AsyncIterable<TableRow>,
  columns: readonly string[],
  wanted: readonly string[],
  label: string,
): AsyncGenerator<RawRow> {
  const places = wanted.map((name) => [name, placeOf(name, columns, label)] as const);
  for await (const row of rows) {
    if ("skip" in row) {
      yield row;
      continue;
    }
    const values = places.map(([name, place]) => [name, row.fields[place]!] as const);
    const isBroken = row.isBroken && values.some(([, value]) => value.includes("\uFFFD"));
    if (isBroken) yield { place: row.place, skip: "invalid-utf8" };
    else yield { place: row.place, values: Object.fromEntries(values) };
  }
}

function placeOf(name: string, columns: readonly string[], label: string): number {
  const place = columns.indexOf(name);
  if (columns.indexOf(name, place + 1) === -1) return place;
  throw new BenchError(`two columns of this table are named "${name}"`, {
    code: "csv-repeated-column",
    blame: "usage",
    where: label,
    received: columns.join(", "),
    mend: "Rename one of them, or name another column.",
  });
}

/** The rows of a table, its header first. */
async function* rowsOf(
  lines: AsyncIterable<TableLine>,
  form: TableForm,
  label: string,
): AsyncGenerator<TableRow> {
  let reader = new RowReader(form);
  let open: TextLine[] = [];
  let openBytes = 0;
  let columns: number | undefined;
  for await (const line of lines) {
    if ("unreadable" in line) {
      if (open.length > 0) throw unclosed(label, open[0]!.line);
      yield { place: String(line.line), skip: line.unreadable };
      continue;
    }
    if (open.length === 0 && line.text === "") continue;
    open.push(line);
    openBytes += line.text.length;
    const fields = reader.feed(line.text);
    if (fields === undefined) {
      if (openBytes > maxLineBytes) throw unclosed(label, open[0]!.line);
      continue;
    }
    columns ??= fields.values.length;
    yield* checked(fields, open, columns, form, label);
    reader = new RowReader(form);
    open = [];
    openBytes = 0;
  }
  if (open.length > 0) throw unclosed(label, open[0]!.line);
}

function* checked(
  fields: Fields,
  lines: readonly TextLine[],
  columns: number,
  form: TableForm,
  label: string,
): Generator<TableRow> {
  const place = String(lines[0]!.line);
  const isBroken = lines.some((line) => line.isBroken);
  const values = inStep(fields.values, columns);
  const isStray = lines.length > 1 || values === undefined || lines[0]!.text.includes(`\\${form.quote}`);
  if (fields.isLoose && isStray) throw strayQuote(label, lines.at(-1)!.line);
  if (lines.length > 1 && !form.isSure && lines.every(({ text }) => isWholeRow(text, form, columns)))
    throw doubtful(label, lines[0]!.line);
  if (values !== undefined) yield { place, fields: values, isBroken };
  else yield* parted(lines, columns, form, place, isBroken);
}

/** A row out of step that holds carriage returns: rows whose lines end with them, if that puts them in step. */
function* parted(
  lines: readonly TextLine[],
  columns: number,
  form: TableForm,
  place: string,
  isBroken: boolean,
): Generator<TableRow> {
  const parts = lines.length === 1 ? lines[0]!.text.split("\r") : [];
  const rows = parts.map((part) => inStep(new RowReader(form).feed(part)?.values ?? [], columns));
  if (rows.length < 2 || rows.includes(undefined)) yield { place, skip: "wrong-field-count" };
  else for (const fields of rows) yield { place, fields: fields!, isBroken };
}

function unclosed(label: string, line: number): BenchError {
  return malformed(label, line, "a quote that is opened and never closed");
}

function strayQuote(label: string, line: number): BenchError {
  return malformed(label, line, "text between a closing quote and the next delimiter");
}

function malformed(label: string, line: number, received: string): BenchError {
  return new BenchError("the quoting of this table breaks down", {
    code: "csv-malformed",
    blame: "usage",
    where: `${label}:${line}`,
    expected: `closed quotes, doubled inside a field, and rows of at most ${maxLineBytes / 1024 / 1024} MiB`,
    received,
    mend: "Mend the file at that line, or say --quote none if quotes are text, --escape '\\' if they stand behind one.",
  });
}
