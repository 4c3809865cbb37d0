/** Copies between the host and a GPU: a program whose output lies where its session says. */
import { encodeCopy } from "../lower/index.ts";
import type { DType } from "../tensors.ts";
import type { TensorCopy } from "./onnx-tensor.ts";
import type { InferenceSession } from "./onnxruntime.ts";

/** One copying session per dtype and rank, loaded when first needed. */
export function copier(load: (bytes: Uint8Array) => Promise<InferenceSession>): TensorCopy {
  const sessions = new Map<string, Promise<InferenceSession>>();
  return async (tensor) => {
    const rank = tensor.dims.length;
    const key = `${tensor.type} ${rank}`;
    const session = sessions.get(key) ?? load(encodeCopy(tensor.type as DType, rank));
    sessions.set(key, session);
    const { "out:x": copy } = await (await session).run({ "in:x": tensor });
    return copy!;
  };
}
