/**
 * Engine: programs in the tfjs API, run fast.
 * In: a program with its input shapes, or a loss with parameters; a device by name. Out: `Compiled`, `Trainer`.
 * On `cpu` and `webgpu` a program is recorded once, gradients included, simplified, lowered to ONNX and run by
 * onnxruntime; on `tfjs:…` it runs eagerly, as an independent check. Same seed and same device kind give the same bytes on cpu.
 */
export type * from "./contract.ts";
export { attendPast, boundary, layerNorm } from "./operators.ts";
export { chooseDevice, deviceLabel, listDevices, openDevice, roundedToFloat16 } from "./run/index.ts";
export {
  bool,
  type DeviceTensor,
  type DType,
  describe,
  type Feeds,
  float32,
  type HostTensor,
  type InputSpec,
  int32,
  type Program,
  type Shape,
  type Signature,
  type Storage,
  sizeOf,
  type Tensor,
  type TensorSpec,
} from "./tensors.ts";
export { tf } from "./tfjs.ts";
export { compileTraining } from "./train/index.ts";
