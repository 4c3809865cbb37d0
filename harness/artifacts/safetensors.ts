import type { Bundle, ElementType, NamedArray } from "./bundle.ts";
import { formatError, formatNames, parseHeader, type TensorEntry } from "./safetensors-header.ts";

const lengthBytes = 8;
const constructors = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const satisfies Record<ElementType, unknown>;

/** The bytes of a safetensors file (format of huggingface/safetensors): names sorted, so equal bundles give equal bytes. */
export function encodeBundle({ arrays, metadata }: Bundle): Uint8Array {
  const names = Object.keys(arrays).sort();
  const entries: [string, unknown][] = Object.keys(metadata).length === 0 ? [] : [["__metadata__", metadata]];
  let end = 0;
  for (const name of names) {
    const { dtype, shape, data } = arrays[name]!;
    const start = end;
    end += data.byteLength;
    entries.push([name, { dtype: formatNames[dtype], shape, data_offsets: [start, end] }]);
  }
  const header = paddedHeader(JSON.stringify(Object.fromEntries(entries)));
  const bytes = new Uint8Array(lengthBytes + header.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, lengthBytes);
  let place = lengthBytes + header.length;
  for (const name of names) {
    const { data } = arrays[name]!;
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), place);
    place += data.byteLength;
  }
  return bytes;
}

/** Reads safetensors bytes; `where` names the file in errors. Throws `safetensors-format` for the first rule they break. */
export function decodeBundle(bytes: Uint8Array, where = "safetensors"): Bundle {
  const { entries, metadata, dataStart } = parseHeader(bytes, where);
  const arrays = entries.map((entry) => [entry.name, readArray(bytes, dataStart, entry, where)] as const);
  return { arrays: Object.fromEntries(arrays), metadata };
}

function readArray(bytes: Uint8Array, dataStart: number, entry: TensorEntry, where: string): NamedArray {
  const { name, dtype, shape, start, end } = entry;
  const copy = new Uint8Array(bytes.subarray(dataStart + start, dataStart + end));
  const type = constructors[dtype];
  const expected = shape.reduce((product, extent) => product * extent, type.BYTES_PER_ELEMENT);
  if (copy.length !== expected)
    throw formatError(
      where,
      `${name}.data_offsets`,
      `${expected} bytes for its shape`,
      `${copy.length} bytes`,
    );
  return { dtype, shape, data: new type(copy.buffer) };
}

/** Filled with spaces to a multiple of 8 bytes, as the format advises, so that the data is aligned. */
function paddedHeader(json: string): Uint8Array {
  const length = Buffer.byteLength(json);
  return Buffer.from(json.padEnd(json.length + ((8 - (length % 8)) % 8)));
}
