import { z } from "zod";
import { BenchError, messageOf } from "../errors/index.ts";
import type { ElementType } from "./bundle.ts";

/** Element types that files may have; those of 16 bits are read as float32 and never written. */
export type StoredType = ElementType | "float16" | "bfloat16";

/** Where one tensor lies, in bytes from the start of the data. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: StoredType;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

export interface Header {
  /** In the order of their bytes. */
  readonly entries: readonly TensorEntry[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly dataStart: number;
}

/** The format's names of the element types. */
export const formatNames = {
  float32: "F32",
  float64: "F64",
  int32: "I32",
  uint8: "U8",
  bool: "BOOL",
  float16: "F16",
  bfloat16: "BF16",
} as const satisfies Record<StoredType, string>;

const storedTypes: ReadonlyMap<string, StoredType> = new Map(
  (Object.keys(formatNames) as StoredType[]).map((dtype) => [formatNames[dtype], dtype]),
);
/** Bytes before the header, which say how long it is. */
export const LENGTH_BYTES = 8;
const MAX_HEADER_BYTES = 100_000_000;

const count = z.int().nonnegative();
const rawEntry = z.strictObject({
  dtype: z.string(),
  shape: z.array(count),
  data_offsets: z.tuple([count, count]),
});
const rawMetadata = z.record(z.string(), z.string());

/**
 * Reads and checks the header: sizes, JSON, every entry, and that the tensors fill the file without gap or overlap. `bytes`
 * may end with the header where `fileBytes` says how long the file is.
 */
export function parseHeader(bytes: Uint8Array, where: string, fileBytes = bytes.length): Header {
  const length = headerLength(bytes, where, fileBytes);
  const dataStart = LENGTH_BYTES + length;
  const { __metadata__: metadata = {}, ...tensors } = parseJson(
    bytes.subarray(LENGTH_BYTES, dataStart),
    where,
  );
  const parsed = rawMetadata.safeParse(metadata);
  if (!parsed.success)
    throw formatError(where, "__metadata__", "text values by name", z.prettifyError(parsed.error));
  const entries = Object.entries(tensors).map(([name, raw]) => parseEntry(name, raw, where));
  entries.sort((a, b) => a.start - b.start || a.end - b.end);
  checkCover(entries, fileBytes - dataStart, where);
  return { entries, metadata: parsed.data, dataStart };
}

/** The error of a file that is not safetensors, or not in our dtypes. */
export function formatError(where: string, field: string, expected: string, received: string): BenchError {
  return new BenchError("the file is not a safetensors file this program can read", {
    code: "safetensors-format",
    blame: "environment",
    where: `${where}: ${field}`,
    expected,
    received,
    mend: "Write the file again, or fetch it again if it was copied.",
  });
}

/** How many bytes of JSON follow the first eight. */
export function headerLength(bytes: Uint8Array, where: string, fileBytes: number): number {
  if (bytes.length < LENGTH_BYTES)
    throw formatError(where, "header length", "8 bytes", `${bytes.length} bytes`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  const most = Math.min(MAX_HEADER_BYTES, fileBytes - LENGTH_BYTES);
  if (length > BigInt(most))
    throw formatError(where, "header length", `at most ${most} bytes`, `${length} bytes`);
  return Number(length);
}

function parseJson(bytes: Uint8Array, where: string): Record<string, unknown> {
  let raw: unknown;
  try {
    raw = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw formatError(where, "header", "JSON in UTF-8", messageOf(error));
  }
  if (typeof raw === "object" && raw !== null && !Array.isArray(raw)) return raw as Record<string, unknown>;
  throw formatError(where, "header", "an object of tensors by name", JSON.stringify(raw).slice(0, 40));
}

function parseEntry(name: string, raw: unknown, where: string): TensorEntry {
  const parsed = rawEntry.safeParse(raw);
  if (!parsed.success) {
    throw formatError(where, name, "dtype, shape and data_offsets", z.prettifyError(parsed.error));
  }
  const { dtype: rawDtype, shape, data_offsets: offsets } = parsed.data;
  const dtype = storedTypes.get(rawDtype);
  if (dtype === undefined)
    throw formatError(where, `${name}.dtype`, [...storedTypes.keys()].join(", "), rawDtype);
  return { name, dtype, shape, start: offsets[0], end: offsets[1] };
}

function checkCover(entries: readonly TensorEntry[], dataBytes: number, where: string): void {
  let reached = 0;
  for (const { name, start, end } of entries) {
    if (start !== reached || end < start) {
      throw formatError(
        where,
        `${name}.data_offsets`,
        `a range that starts at ${reached}`,
        `[${start}, ${end}]`,
      );
    }
    reached = end;
  }
  if (reached !== dataBytes) throw formatError(where, "data", `${reached} bytes`, `${dataBytes} bytes`);
}
