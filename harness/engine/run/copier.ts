/** Copies between the host and a GPU: a program whose output lies where its session says. */
import { encodeCopy } from "../lower/index.ts";
import type { DType } from "../tensors.ts";
import type { TensorCopy } from "./onnx-tensor.ts";
import type { InferenceSession } from "./onnxruntime.ts";

/** Copies one way, by one session per dtype and rank, loaded when first needed. */
export class Copier implements AsyncDisposable {
  readonly #sessions = new Map<string, Promise<InferenceSession>>();
  readonly #load: (bytes: Uint8Array) => Promise<InferenceSession>;

  constructor(load: (bytes: Uint8Array) => Promise<InferenceSession>) {
    this.#load = load;
  }

  readonly copy: TensorCopy = async (tensor) => {
    const rank = tensor.dims.length;
    const key = `${tensor.type} ${rank}`;
    const session = this.#sessions.get(key) ?? this.#load(encodeCopy(tensor.type as DType, rank));
    this.#sessions.set(key, session);
    const { "out:x": copy } = await (await session).run({ "in:x": tensor });
    return copy!;
  };

  async [Symbol.asyncDispose](): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const session of sessions) {
      (await session).endProfiling();
      await (await session).release();
    }
  }
}
