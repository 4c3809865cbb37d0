/** Downloads from a GPU: a program that copies its input to an output on the host. */
import { encodeIdentity } from "../lower/index.ts";
import type { DType } from "../tensors.ts";
import type { TensorDownload } from "./onnx-tensor.ts";
import type { InferenceSession } from "./onnxruntime.ts";

/** One copying session per dtype and rank, loaded when first needed. */
export function downloader(load: (bytes: Uint8Array) => Promise<InferenceSession>): TensorDownload {
  const sessions = new Map<string, Promise<InferenceSession>>();
  return async (tensor) => {
    const rank = tensor.dims.length;
    const key = `${tensor.type} ${rank}`;
    const session = sessions.get(key) ?? load(encodeIdentity(tensor.type as DType, rank));
    sessions.set(key, session);
    const { "out:x": copy } = await (await session).run({ "in:x": tensor });
    return copy!;
  };
}
