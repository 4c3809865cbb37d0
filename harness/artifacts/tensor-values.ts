import type { ElementType, NamedArray } from "./bundle.ts";
import { formatError, type TensorEntry } from "./safetensors-header.ts";

const constructors = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const satisfies Record<ElementType, unknown>;
const HALF_BYTES = 2;

/** A tensor from its own bytes, which it keeps; those of 16 bits come as float32, exactly. Throws `safetensors-format` unless the bytes fit its shape. */
export function tensorValues(entry: TensorEntry, bytes: Uint8Array<ArrayBuffer>, where: string): NamedArray {
  const { dtype, shape } = entry;
  if (dtype !== "float16" && dtype !== "bfloat16") {
    const type = constructors[dtype];
    checkSize(entry, bytes, type.BYTES_PER_ELEMENT, where);
    return { dtype, shape, data: new type(bytes.buffer) };
  }
  checkSize(entry, bytes, HALF_BYTES, where);
  const data =
    dtype === "float16"
      ? Float32Array.from(new Float16Array(bytes.buffer))
      : widened(new Uint16Array(bytes.buffer));
  return { dtype: "float32", shape, data };
}

function checkSize({ name, shape }: TensorEntry, bytes: Uint8Array, bytesEach: number, where: string): void {
  const expected = shape.reduce((product, extent) => product * extent, bytesEach);
  if (bytes.length === expected) return;
  const received = `${bytes.length} bytes`;
  throw formatError(where, `${name}.data_offsets`, `${expected} bytes for its shape`, received);
}

/** A bfloat16 is the upper half of a float32. */
function widened(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  for (let place = 0; place < halves.length; place++) bits[place] = halves[place]! << 16;
  return new Float32Array(bits.buffer);
}
