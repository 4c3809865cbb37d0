import { extname } from "node:path";
import { BenchError } from "../../../harness/errors/index.ts";
import { openCsv } from "./csv.ts";
import { openJsonl } from "./jsonl.ts";
import { openParquet } from "./parquet.ts";

/** Why a row is not in the corpus. */
export type SkipReason =
  | "invalid-utf8"
  | "invalid-json"
  | "line-too-long"
  | "wrong-field-count"
  | "missing-text"
  | "damaged-text"
  | "text-too-long"
  | "empty-document"
  | "empty-summary"
  | "summary-not-shorter"
  | "duplicate-document";

/** A row of a file, numbered from 1 (for text files: its first line), with its values or the reason why it has none. */
export type RawRow =
  | { readonly row: number; readonly values: Readonly<Record<string, unknown>> }
  | { readonly row: number; readonly skip: SkipReason };

/** A file opened far enough to know its columns. */
export interface RowSource {
  readonly columns: readonly string[];
  /** All rows in order; only the wanted columns need to be read. */
  rows(wanted: readonly string[]): AsyncIterable<RawRow>;
}

/** Kinds of file that can be read. */
export type FileFormat = "jsonl" | "csv" | "tsv" | "parquet";

const FORMATS: Readonly<Record<string, FileFormat>> = {
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
  ".csv": "csv",
  ".tsv": "tsv",
  ".parquet": "parquet",
};

/** Opens a file by its ending; throws `corpus-unknown-format` and what the format's reader throws. */
export async function openRows(file: string): Promise<RowSource> {
  const format = FORMATS[extname(file).toLowerCase()];
  if (format === undefined) throw unknownFormat(file);
  switch (format) {
    case "jsonl":
      return openJsonl(file);
    case "csv":
      return openCsv(file, ",");
    case "tsv":
      return openCsv(file, "\t");
    case "parquet":
      return openParquet(file);
  }
}

function unknownFormat(file: string): BenchError {
  return new BenchError("the kind of this file is unknown", {
    code: "corpus-unknown-format",
    blame: "usage",
    where: file,
    expected: `a name that ends in ${Object.keys(FORMATS).join(", ")}`,
    received: extname(file) === "" ? "no ending" : extname(file),
    mend: "Convert the file to one of these, or rename it if it is one already.",
  });
}
