import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BenchError } from "../../../harness/errors/index.ts";
import { labelOf, openRows, type RawRow, type RowSource, textOf, valueAt } from "../rows/index.ts";
import type { ReadingFlags } from "./reading.ts";

/** A prediction with what it is compared to. */
export interface ScoredTexts {
  /** Where its row begins. */
  readonly place: string;
  /** The row's `id`, where it has one. */
  readonly id: unknown;
  readonly prediction: string;
  /** At least one. */
  readonly references: readonly string[];
}

/** Which file, and what its columns are called. */
export interface PairsOptions extends ReadingFlags {
  readonly file: string;
  readonly prediction?: string;
  readonly reference?: string;
}

const predictionNames = [
  "prediction",
  "predictions",
  "predicted",
  "pred",
  "generated",
  "hypothesis",
  "candidate",
  "output",
];
const referenceNames = ["reference", "references", "target", "targets", "label", "gold", "summary"];

/** The pairs of a file, in order. Throws `rouge-bad-line` for a row that is none: nothing is skipped. */
export async function* pairsOf(options: PairsOptions): AsyncGenerator<ScoredTexts> {
  const label = labelOf(options.file);
  await using scratch = scratchFolder();
  const fits = (columns: readonly string[]) =>
    columns.includes(nameIn(columns, options.prediction, predictionNames)) &&
    columns.includes(nameIn(columns, options.reference, referenceNames));
  await using source = await openRows(options.file, { ...options, fits, scratch: scratch.file });
  const prediction = nameIn(source.columns, options.prediction, predictionNames);
  const reference = nameIn(source.columns, options.reference, referenceNames);
  refuseWithout(source, { prediction, reference }, options, label);
  const wanted = [prediction, reference, ...(source.columns.includes("id") ? ["id"] : [])];
  for await (const row of source.rows(wanted)) {
    const where = `${label}:${row.place}`;
    if ("skip" in row) throw badRow(where, unread(row));
    const value = valueAt(row.values, reference);
    yield {
      place: row.place,
      id: row.values["id"],
      prediction: text(valueAt(row.values, prediction), prediction, where),
      references: Array.isArray(value) ? several(value, reference, where) : [text(value, reference, where)],
    };
  }
}

function unread({ skip, breakAt }: Extract<RawRow, { readonly skip: unknown }>): string {
  const reason = skip.replaceAll("-", " ");
  return breakAt === undefined ? reason : `${reason}, which breaks off at ${breakAt}`;
}

function several(values: readonly unknown[], name: string, where: string): readonly string[] {
  if (values.length === 0) throw badRow(where, `an empty list in "${name}"`);
  return values.map((value, place) => text(value, `${name}[${place}]`, where));
}

function text(value: unknown, name: string, where: string): string {
  const found = textOf(value);
  if (found !== undefined) return found;
  throw badRow(where, `${kindOf(value)} in "${name}"`);
}

function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list that is not all text";
  return typeof value === "object" ? "an object" : `the ${typeof value} ${String(value)}`;
}

/** Names that were given are taken at their word where only the first rows were looked at. */
function refuseWithout(
  { columns, isSample }: Pick<RowSource, "columns" | "isSample">,
  wanted: { readonly prediction: string; readonly reference: string },
  given: Pick<PairsOptions, "prediction" | "reference">,
  label: string,
): void {
  const isThere = (side: "prediction" | "reference") =>
    columns.includes(wanted[side]) || (isSample && given[side] !== undefined);
  if (isThere("prediction") && isThere("reference")) return;
  throw new BenchError("the columns to compare are not in this file", {
    code: "rouge-columns-missing",
    blame: "usage",
    where: label,
    expected: `${wanted.prediction} and ${wanted.reference}`,
    received: columns.join(", "),
    mend: "Name them with --prediction COLUMN and --reference COLUMN; a table needs its names in the first line.",
  });
}

function nameIn(columns: readonly string[], given: string | undefined, known: readonly string[]): string {
  return given ?? known.find((name) => columns.includes(name)) ?? known[0]!;
}

/** A place for what cannot be read from a pipe, made only when it is needed. */
function scratchFolder(): AsyncDisposable & { file(): Promise<string> } {
  let folder: string | undefined;
  return {
    async file() {
      folder ??= await mkdtemp(join(tmpdir(), "rouge-"));
      return join(folder, "copy");
    },
    async [Symbol.asyncDispose]() {
      if (folder !== undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

function badRow(where: string, received: string): BenchError {
  return new BenchError("this row is not a pair", {
    code: "rouge-bad-line",
    blame: "usage",
    where,
    expected: "a text to score, and a text or a list of texts to compare it to",
    received,
    mend: "Mend or remove the row; --prediction, --reference and --encoding say what cannot be seen.",
  });
}
