/** What passes between a device and the threads that run its programs. */
import type { HostTensor } from "../tensors.ts";
import type { InferenceSession } from "./onnxruntime.ts";

export type Tensors = Readonly<Record<string, HostTensor>>;

/** What a lane is asked to do, with one of its loaded programs or a new one. */
export type LaneTask =
  | {
      readonly kind: "load";
      readonly program: number;
      readonly bytes: Uint8Array;
      readonly options: InferenceSession.SessionOptions;
    }
  | { readonly kind: "run"; readonly program: number; readonly feeds: Tensors }
  | { readonly kind: "release"; readonly program: number };

/** A lane does one task after the other and answers each. */
export type LaneAnswer =
  | { readonly state: "done"; readonly results: Tensors }
  | { readonly state: "failed"; readonly reason: string };
