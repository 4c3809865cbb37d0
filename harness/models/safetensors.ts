import { type DType, type HostTensor, sizeOf } from "../engine/index.ts";
import { formatError, parseHeader, type TensorEntry } from "./safetensors-header.ts";

/** Tensors of a file by name, with the file's free-text metadata. */
export interface TensorFile {
  readonly tensors: Readonly<Record<string, HostTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

const FORMAT_NAMES = { float32: "F32", int32: "I32", bool: "BOOL" } as const satisfies Record<DType, string>;
const LENGTH_BYTES = 8;

/** The bytes of a safetensors file (format of huggingface/safetensors): names sorted, so equal tensors give equal bytes. */
export function encodeSafetensors(
  tensors: TensorFile["tensors"],
  metadata: TensorFile["metadata"] = {},
): Uint8Array {
  const names = Object.keys(tensors).sort();
  const entries: [string, unknown][] = Object.keys(metadata).length === 0 ? [] : [["__metadata__", metadata]];
  let end = 0;
  for (const name of names) {
    const { dtype, shape, data } = tensors[name]!;
    const start = end;
    end += data.byteLength;
    entries.push([name, { dtype: FORMAT_NAMES[dtype], shape, data_offsets: [start, end] }]);
  }
  const header = paddedHeader(JSON.stringify(Object.fromEntries(entries)));
  const bytes = new Uint8Array(LENGTH_BYTES + header.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, LENGTH_BYTES);
  let place = LENGTH_BYTES + header.length;
  for (const name of names) {
    const { data } = tensors[name]!;
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), place);
    place += data.byteLength;
  }
  return bytes;
}

/** Tensors of a safetensors file; `where` names it in errors. Throws `safetensors-format` for the first rule it breaks. */
export function decodeSafetensors(bytes: Uint8Array, where: string): TensorFile {
  const { entries, metadata, dataStart } = parseHeader(bytes, where);
  const tensors = entries.map((entry) => [entry.name, readTensor(bytes, dataStart, entry, where)] as const);
  return { tensors: Object.fromEntries(tensors), metadata };
}

function readTensor(bytes: Uint8Array, dataStart: number, entry: TensorEntry, where: string): HostTensor {
  const { name, dtype, shape, start, end } = entry;
  const copy = new Uint8Array(bytes.subarray(dataStart + start, dataStart + end));
  const itemBytes = dtype === "bool" ? 1 : 4;
  if (copy.length !== sizeOf(shape) * itemBytes) {
    throw formatError(
      where,
      `${name}.data_offsets`,
      `${sizeOf(shape) * itemBytes} bytes for its shape`,
      `${copy.length} bytes`,
    );
  }
  if (dtype === "bool") return { dtype, shape, data: copy };
  return {
    dtype,
    shape,
    data: dtype === "float32" ? new Float32Array(copy.buffer) : new Int32Array(copy.buffer),
  };
}

/** Filled with spaces to a multiple of 8 bytes, as the format advises, so that the data is aligned. */
function paddedHeader(json: string): Uint8Array {
  const length = Buffer.byteLength(json);
  return Buffer.from(json.padEnd(json.length + ((8 - (length % 8)) % 8)));
}
