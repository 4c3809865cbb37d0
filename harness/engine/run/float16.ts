/** Values that are kept as float16, and whether a device can. */
import { BenchError, messageOf } from "../../errors/index.ts";
import { encodeCopy } from "../lower/index.ts";
import type { HostTensor } from "../tensors.ts";
import { ortTensor } from "./lane-messages.ts";
import { onnxruntime, sessionError } from "./onnxruntime.ts";

/** Halfway between the largest float16 and what would be the next. */
const ROUNDS_TO_INFINITY = 65_520;

/** The nearest float16 values, in shared memory. Throws `not-float16` where there is none: beyond 65,504, infinite or no number. */
export function toFloat16({ data }: HostTensor, name = "a tensor"): Float16Array {
  const place = data.findIndex((value: number) => !(Math.abs(value) < ROUNDS_TO_INFINITY));
  if (place < 0) {
    const halves = new Float16Array(new SharedArrayBuffer(data.length * Float16Array.BYTES_PER_ELEMENT));
    halves.set(data);
    return halves;
  }
  throw new BenchError("a value cannot be stored as float16", {
    code: "not-float16",
    blame: "usage",
    where: `${name}, value ${place}`,
    expected: "numbers between -65,504 and 65,504",
    received: String(data[place]),
    mend: "Have it stored as float32.",
  });
}

/** The same values rounded to float16, for devices that lay them out as float32. */
export function roundedToFloat16(tensor: HostTensor, name?: string): HostTensor {
  return { ...tensor, data: Float32Array.from(toFloat16(tensor, name)) };
}

/** Whether a provider of onnxruntime makes float16 values float32; a graphics card may lack what that needs (`shader-f16`). */
export async function readsFloat16(provider: string): Promise<boolean> {
  const quiet = { logSeverityLevel: 4 } as const;
  const { InferenceSession, Tensor } = onnxruntime();
  try {
    const bytes = encodeCopy("float16", 1, "float32");
    const session = await InferenceSession.create(bytes, { executionProviders: [provider], ...quiet });
    const one = ortTensor(Tensor, { shape: [1], dtype: "float16", data: new Uint16Array(1) });
    await session.run({ "in:x": one }, quiet);
    await session.release();
    return true;
  } catch (error) {
    if (/f16/.test(messageOf(error))) return false;
    throw sessionError("float16", "trying", error);
  }
}
