import { type FileHandle, open } from "node:fs/promises";
import type { NamedArray } from "./bundle.ts";
import {
  formatError,
  headerLength,
  LENGTH_BYTES,
  parseHeader,
  type StoredType,
  type TensorEntry,
} from "./safetensors-header.ts";
import { tensorValues } from "./tensor-values.ts";

/** A safetensors file whose tensors are read one at a time, so that memory holds no more than is asked for. */
export interface SafetensorsFile extends AsyncDisposable {
  readonly file: string;
  /** Shapes by name, in the order of their bytes. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** Element types by name, as they are stored. */
  readonly types: ReadonlyMap<string, StoredType>;
  /** One tensor's values; those of 16 bits as float32. Throws `safetensors-format` for a name that is not in `shapes`. */
  read(name: string): Promise<NamedArray>;
}

/** Opens a file and checks its header and length. Throws `safetensors-format`, and Node's own errors where it cannot be read. */
export async function openSafetensors(file: string): Promise<SafetensorsFile> {
  const handle = await open(file);
  try {
    return await readerOf(handle, file);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readerOf(handle: FileHandle, file: string): Promise<SafetensorsFile> {
  const { size } = await handle.stat();
  const first = await bytesAt(handle, 0, Math.min(LENGTH_BYTES, size), file);
  const head = await bytesAt(handle, 0, LENGTH_BYTES + headerLength(first, file, size), file);
  const { entries, dataStart } = parseHeader(head, file, size);
  const byName = new Map<string, TensorEntry>(entries.map((entry) => [entry.name, entry]));

  async function read(name: string): Promise<NamedArray> {
    const entry = byName.get(name);
    if (entry === undefined) throw formatError(file, name, "a tensor of this name", "none");
    const bytes = await bytesAt(handle, dataStart + entry.start, entry.end - entry.start, file);
    return tensorValues(entry, bytes, file);
  }

  return {
    file,
    shapes: new Map(entries.map(({ name, shape }) => [name, shape])),
    types: new Map(entries.map(({ name, dtype }) => [name, dtype])),
    read,
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

/** One call to the system reads at most 2 GiB. */
const MAX_READ_BYTES = 2 ** 30;

async function bytesAt(
  handle: FileHandle,
  start: number,
  length: number,
  file: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const wanted = Math.min(length - done, MAX_READ_BYTES);
    const { bytesRead } = await handle.read(bytes, done, wanted, start + done);
    if (bytesRead === 0)
      throw formatError(file, "data", `${length} bytes from byte ${start} on`, `${done} bytes`);
    done += bytesRead;
  }
  return bytes;
}
