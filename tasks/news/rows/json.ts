import { TextDecoder } from "node:util";
import { BenchError } from "../../../harness/errors/index.ts";
import { notUtf8 } from "./charset.ts";
import type { RawRow, ReadOptions } from "./contract.ts";
import { type FoundObject, ObjectScanner } from "./json-scanner.ts";
import { maxLineBytes } from "./lines.ts";
import type { ByteStream } from "./stream.ts";

/** Rows that are looked at to know the columns: so many, or so many bytes. */
const sampleRows = 1000;
const sampleBytes = 16 * 1024 * 1024;

export interface JsonRows {
  readonly columns: readonly string[];
  rows(): AsyncIterable<RawRow>;
}

/**
 * The objects of a JSON text as rows; the columns are the keys of its first thousand objects, nested ones as `outer.inner`.
 * Throws `json-no-rows` where there are none, or where the rows lie deeper or by columns.
 */
export async function openJson(
  stream: ByteStream,
  label: string,
  fits: ReadOptions["fits"],
): Promise<JsonRows> {
  const rows = rowsOf(stream, label);
  const sample: RawRow[] = [];
  const columns = new Set<string>();
  let bytes = 0;
  let isWhole = false;
  while (sample.length < sampleRows && bytes < sampleBytes && !isWhole) {
    const { done, value } = await rows.next();
    isWhole = done === true;
    if (done === true) break;
    sample.push(value);
    if (!("values" in value)) continue;
    bytes += JSON.stringify(value.values).length;
    for (const name of namesIn(value.values)) columns.add(name);
  }
  if (columns.size === 0) refuseWithoutRows(sample, label);
  if (isWhole) refuseOneForAll(sample, label, fits([...columns]));
  return {
    columns: [...columns],
    rows: async function* () {
      yield* sample.splice(0);
      yield* rows;
    },
  };
}

async function* rowsOf(stream: ByteStream, label: string): AsyncGenerator<RawRow> {
  const scanner = new ObjectScanner(label);
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for await (const chunk of stream) for (const found of scanner.push(chunk)) yield rowOf(found, decoder);
  for (const found of scanner.end()) yield rowOf(found, decoder);
}

function rowOf(found: FoundObject, decoder: TextDecoder): RawRow {
  const { place } = found;
  if ("skip" in found) return found;
  let text: string;
  try {
    text = decoder.decode(found.bytes);
  } catch {
    return { place, skip: "invalid-utf8" };
  }
  const values = parsedObject(text);
  if (values === undefined) return { place, skip: "invalid-json" };
  return Object.keys(values).length < found.keys ? { place, skip: "repeated-key" } : { place, values };
}

function parsedObject(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return mendedObject(text);
  }
}

const mendable = /"[^"\\]*(?:\\.[^"\\]*)*"|,(?=\s*[}\]])|-?\b(?:NaN|Infinity)\b/gs;

/** What other writers put into JSON and what can be read in one way only: trailing commas, NaN, bare control characters. */
function mendedObject(text: string): Record<string, unknown> | undefined {
  const mended = text.replaceAll(mendable, (part) => {
    if (part === ",") return "";
    return part.startsWith('"') ? part.replaceAll(bareControl, escaped) : "null";
  });
  try {
    return JSON.parse(mended) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these may not stand in a JSON string as they are.
const bareControl = /[\u0000-\u001F]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function namesIn(values: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    isRecord(value) ? [name, ...Object.keys(value).map((inner) => `${name}.${inner}`)] : [name],
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function refuseWithoutRows(sample: readonly RawRow[], label: string): void {
  const [first] = sample;
  if (first === undefined || !("skip" in first) || sample.some((row) => "values" in row)) return;
  const { skip, place } = first;
  if (skip === "invalid-utf8") throw notUtf8(label, `bytes that are no UTF-8 at line ${place}`);
  if (skip === "line-too-long")
    throw noRows(
      label,
      `an object above ${maxLineBytes / 1024 / 1024} MiB at line ${place}`,
      "If the rows lie inside it, take them out, for instance with jq '.data'.",
    );
  if (skip === "repeated-key")
    throw noRows(
      label,
      `an object that has a key twice at line ${place}, and no other kind`,
      "Write each key once: it is open which of its values counts.",
    );
  const breakAt = "breakAt" in first ? `, which breaks off at ${first.breakAt}` : "";
  throw noRows(
    label,
    `something else at line ${place}${breakAt}`,
    "Write each pair as a JSON object, with names and texts in double quotes, or name the format with --format.",
  );
}

/** One object that holds all rows is no row, though lists of texts would pass for one. */
function refuseOneForAll(sample: readonly RawRow[], label: string, isPair: boolean): void {
  const [first] = sample;
  if (sample.length !== 1 || first === undefined || !("values" in first)) return;
  const entries = Object.entries(first.values);
  const lists = entries.filter(([, value]) => isColumn(value));
  if (lists.length > 1 && lists.length === entries.length)
    throw noRows(
      label,
      "one object with a list for each column",
      "Write it by rows, one object for each pair.",
    );
  const inside = isPair ? undefined : rowsInside(first.values);
  if (inside !== undefined)
    throw noRows(
      label,
      "one object with the rows inside it",
      `Take them out, for instance with jq '.${inside}'.`,
    );
}

/** Where in an object a list of rows lies, or an object with a row under each name, as jq writes it. */
function rowsInside(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.length > 0 && value.every(isRecord) ? "" : undefined;
  if (!isRecord(value)) return undefined;
  const entries = Object.entries(value);
  const keys = entries.map(([, inner]) => (isRecord(inner) ? Object.keys(inner).sort().join() : ""));
  if (keys.length > 1 && keys[0] !== "" && keys.every((own) => own === keys[0])) return "[]";
  for (const [name, inner] of entries) {
    const found = rowsInside(inner);
    if (found !== undefined) return `[${JSON.stringify(name)}]${found}`;
  }
  return undefined;
}

function isColumn(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 1;
  return isRecord(value) && "0" in value;
}

function noRows(label: string, received: string, mend: string): BenchError {
  return new BenchError("no rows were found in this JSON text", {
    code: "json-no-rows",
    blame: "usage",
    where: label,
    expected: "an object for each pair: one a line, one after the other, or in one array",
    received,
    mend,
  });
}
