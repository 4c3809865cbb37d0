/** What passes between a device and the threads that run its programs. */
import type { DType, HostTensor, Shape, Storage } from "../tensors.ts";
import type { InferenceSession, OrtTensor } from "./onnxruntime.ts";

/** What a program is fed, as it lies in memory; float16 by its bits. */
export interface LaneTensor {
  readonly shape: Shape;
  readonly dtype: DType | Storage;
  readonly data: HostTensor["data"] | Uint16Array;
}

export type Tensors = Readonly<Record<string, HostTensor>>;
export type LaneFeeds = Readonly<Record<string, LaneTensor>>;

/** What a lane is asked to do, with one of its loaded programs or a new one. */
export type LaneTask =
  | {
      readonly kind: "load";
      readonly program: number;
      readonly bytes: Uint8Array;
      readonly options: InferenceSession.SessionOptions;
    }
  | { readonly kind: "run"; readonly program: number; readonly feeds: LaneFeeds }
  | { readonly kind: "release"; readonly program: number };

/** A lane does one task after the other and answers each. */
export type LaneAnswer =
  | { readonly state: "done"; readonly results: Tensors }
  | { readonly state: "failed"; readonly reason: string };

/**
 * A view of the values as the library's own tensor. Its binding knows float16 by Uint16Array alone, of which the constructor would make a
 * Float16Array where there is one.
 */
export function ortTensor(
  Tensor: typeof import("onnxruntime-node").Tensor,
  { dtype, data, shape }: LaneTensor,
): OrtTensor {
  if (dtype !== "float16") return new Tensor(dtype, data as Uint8Array, shape);
  return Object.assign(new Tensor("uint16", data as Uint16Array, shape), { type: dtype });
}
