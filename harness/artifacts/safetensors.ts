import type { Bundle, NamedArray } from "./bundle.ts";
import { formatNames, LENGTH_BYTES, parseHeader } from "./safetensors-header.ts";
import { tensorValues } from "./tensor-values.ts";

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
  const bytes = new Uint8Array(LENGTH_BYTES + header.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, LENGTH_BYTES);
  let place = LENGTH_BYTES + header.length;
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
  const arrays = entries.map((entry): [string, NamedArray] => {
    const copy = new Uint8Array(bytes.subarray(dataStart + entry.start, dataStart + entry.end));
    return [entry.name, tensorValues(entry, copy, where)];
  });
  return { arrays: Object.fromEntries(arrays), metadata };
}

/** Filled with spaces to a multiple of 8 bytes, as the format advises, so that the data is aligned. */
function paddedHeader(json: string): Uint8Array {
  const length = Buffer.byteLength(json);
  return Buffer.from(json.padEnd(json.length + ((8 - (length % 8)) % 8)));
}
