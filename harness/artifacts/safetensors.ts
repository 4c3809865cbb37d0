import { BenchError } from "../errors/index.ts";
import type { Bundle, NamedArray } from "./bundle.ts";

/** safetensors names of the element types a bundle can hold. */
const kinds = {
  F32: Float32Array,
  F64: Float64Array,
  I32: Int32Array,
  U8: Uint8Array,
} as const;
type Kind = keyof typeof kinds;

interface Entry {
  readonly dtype: Kind;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const headerAlignment = 8;
const lengthBytes = 8;

/** The bytes of a bundle in the safetensors format: header length, JSON header, raw little-endian arrays. */
export function encodeBundle(bundle: Bundle): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: bundle.metadata };
  let offset = 0;
  const arrays = Object.entries(bundle.arrays).sort(
    (a, b) => b[1].data.BYTES_PER_ELEMENT - a[1].data.BYTES_PER_ELEMENT,
  );
  for (const [name, array] of arrays) {
    const end = offset + array.data.byteLength;
    header[name] = { dtype: kindOf(array), shape: array.shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = Buffer.from(JSON.stringify(header));
  const headerLength = Math.ceil(json.length / headerAlignment) * headerAlignment;
  const bytes = Buffer.alloc(lengthBytes + headerLength + offset, " ");
  bytes.writeBigUInt64LE(BigInt(headerLength), 0);
  json.copy(bytes, lengthBytes);
  let at = lengthBytes + headerLength;
  for (const [, { data }] of arrays) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/** Reads safetensors bytes back. Throws `BenchError` naming the array whose type, shape or extent is wrong. */
export function decodeBundle(bytes: Uint8Array): Bundle {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < lengthBytes) throw malformed("header", "the file ends before its header");
  const headerLength = Number(buffer.readBigUInt64LE(0));
  const start = lengthBytes + headerLength;
  if (start > buffer.length) throw malformed("header", "the header is longer than the file");
  const header = parseHeader(buffer.toString("utf8", lengthBytes, start));
  const { __metadata__: metadata = {}, ...entries } = header;
  const arrays: Record<string, NamedArray> = {};
  for (const [name, entry] of Object.entries(entries)) {
    arrays[name] = arrayOf(name, entry as Entry, buffer.subarray(start));
  }
  return { arrays, metadata: metadata as Record<string, string> };
}

function parseHeader(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    throw malformed("header", "the header is not JSON", error);
  }
}

function arrayOf(name: string, entry: Entry, body: Buffer): NamedArray {
  const type = kinds[entry.dtype];
  if (type === undefined) throw malformed(name, `unknown element type "${entry.dtype}"`);
  const [from, to] = entry.data_offsets;
  const length = entry.shape.reduce((product, size) => product * size, 1);
  if (from < 0 || to > body.length || to - from !== length * type.BYTES_PER_ELEMENT)
    throw malformed(name, `bytes ${from} to ${to} do not hold ${length} elements`);
  const copy = new Uint8Array(body.subarray(from, to)).buffer;
  return { shape: entry.shape, data: new type(copy) };
}

function kindOf(array: NamedArray): Kind {
  const found = (Object.keys(kinds) as Kind[]).find((kind) => array.data instanceof kinds[kind]);
  if (found === undefined) throw malformed("array", "an element type safetensors files here do not hold");
  return found;
}

function malformed(where: string, message: string, cause?: unknown): BenchError {
  return new BenchError(message, {
    code: "safetensors-malformed",
    blame: "environment",
    where,
    mend: "Remove the file; it is made again when it is needed.",
    cause,
  });
}
