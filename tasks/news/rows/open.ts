import { createWriteStream } from "node:fs";
import { basename, extname } from "node:path";
import { pipeline } from "node:stream/promises";
import { BenchError } from "../../../harness/errors/index.ts";
import { asUtf8 } from "./charset.ts";
import { unpacked } from "./containers.ts";
import type { FileFormat, ReadOptions, RowSource } from "./contract.ts";
import type { TableForm } from "./dialect.ts";
import { digestFile, type Input, openInput, standardInput } from "./input.ts";
import { openJson } from "./json.ts";
import { openParquet } from "./parquet.ts";
import { ByteStream } from "./stream.ts";
import { openTable } from "./table.ts";

const formatsByEnding: Readonly<Record<string, FileFormat>> = {
  ".json": "json",
  ".jsonl": "json",
  ".ndjson": "json",
  ".csv": "csv",
  ".tsv": "tsv",
  ".tab": "tsv",
  ".parquet": "parquet",
};
const packedEndings: ReadonlySet<string> = new Set([".gz", ".gzip", ".zst", ".zstd"]);
const parquetMark = "PAR1";

/**
 * Opens a file, a pipe or standard input (`-`) by what is in it, its ending and what the caller says of it. It is read
 * once, to its end at most; what must be read at random is copied to `scratch`. Throws `file-unreadable`,
 * `corpus-unknown-format`, `corpus-encoding`, `file-empty`, `corpus-packing-broken` and what the format's reader throws.
 */
export async function openRows(path: string, options: ReadOptions): Promise<RowSource> {
  const input = await openInput(path);
  const { stream, packings } = await unpacked(new ByteStream(input.chunks), input.label);
  const head = (await stream.peek(parquetMark.length)).toString("latin1");
  const isParquet = head.startsWith(parquetMark) || (options.format ?? formatByEnding(path)) === "parquet";
  if (isParquet) return openAtRandom(path, input, stream, packings, options);
  const { stream: text, encoding } = await asUtf8(stream, input.label, options.encoding);
  const format = options.format ?? (await formatByContent(text, path, input.label));
  const about = [...packings, ...(encoding === "utf-8" ? [] : [encoding.toUpperCase()])];
  const source = { source: async () => input.source(), [Symbol.asyncDispose]: () => text.close() };
  if (format === "json") {
    const { columns, rows } = await openJson(text, input.label, options.fits);
    refuseEmpty(columns, input.label);
    return { columns, isSample: true, rows, form: ["JSON", ...about].join(", "), ...source };
  }
  const { columns, rows, form } = await openTable(text, options, format === "csv" ? "," : "\t", input.label);
  refuseEmpty(columns, input.label);
  return { columns, isSample: false, rows, form: [...tableWords(form), ...about].join(", "), ...source };
}

/** The stem of a file's name, without the endings of its format and packing. */
export function stemOf(path: string): string {
  const name = basename(path);
  const plain = packedEndings.has(extname(name).toLowerCase()) ? basename(name, extname(name)) : name;
  return basename(plain, extname(plain));
}

/** Parquet keeps its table of contents at the end, so that a pipe or a packed file is copied first. */
async function openAtRandom(
  path: string,
  input: Input,
  stream: ByteStream,
  packings: readonly string[],
  { scratch }: ReadOptions,
): Promise<RowSource> {
  const isInPlace = input.isFile && packings.length === 0;
  if (isInPlace) await stream.close();
  const place = isInPlace ? path : await scratch();
  if (!isInPlace) await pipeline(stream, createWriteStream(place));
  const { columns, rows } = await openParquet(place, input.label);
  return {
    columns,
    isSample: false,
    rows,
    form: ["Parquet", ...packings].join(", "),
    source: async () => (isInPlace ? { name: basename(path), ...(await digestFile(path)) } : input.source()),
    [Symbol.asyncDispose]: async () => {},
  };
}

function refuseEmpty(columns: readonly string[], label: string): void {
  if (columns.some((name) => name !== "")) return;
  throw new BenchError("there is nothing in this file", {
    code: "file-empty",
    blame: "usage",
    where: label,
    expected: "rows with named columns",
    received: "none",
    mend: "See whether it was written, or downloaded, to its end.",
  });
}

function formatByEnding(path: string): FileFormat | undefined {
  const ending = extname(path).toLowerCase();
  const name = packedEndings.has(ending) ? path.slice(0, -ending.length) : path;
  return formatsByEnding[extname(name).toLowerCase()];
}

/** JSON by its first signs, whatever it is called; else by the ending, which a pipe need not have. */
async function formatByContent(stream: ByteStream, path: string, label: string): Promise<FileFormat> {
  const start = (await stream.peek(256)).subarray(0, 256).toString("utf8");
  if (/^\s*(?:\[\s*)?\{\s*["}]/.test(start)) return "json";
  const format = formatByEnding(path) ?? (path === standardInput || extname(path) === "" ? "csv" : undefined);
  if (format !== undefined) return format;
  throw new BenchError("the kind of this file is unknown", {
    code: "corpus-unknown-format",
    blame: "usage",
    where: label,
    expected: `a name that ends in ${Object.keys(formatsByEnding).join(", ")}, and perhaps .gz or .zst`,
    received: extname(path),
    mend: "Say what it is with --format, or convert it to one of these.",
  });
}

function tableWords({ delimiter, quote, escaper, ends }: TableForm): string[] {
  const names: Readonly<Record<string, string>> = {
    ",": "commas",
    "\t": "tabs",
    ";": "semicolons",
    "|": "bars",
  };
  return [
    `table with ${names[delimiter] ?? `"${delimiter}"`}`,
    quote === undefined ? "no quotes" : `quotes ${quote}`,
    ...(escaper === undefined || escaper === quote ? [] : [`escape ${escaper}`]),
    ...(ends === "lf" ? [] : ["carriage returns end lines"]),
  ];
}
