/** Tensors at the engine's edge: what a program takes and gives, on the host and on a device. */
import type { Tensor } from "@tensorflow/tfjs-core";
import { BenchError } from "../errors/index.ts";

export type { Tensor };

export type DType = "float32" | "int32" | "bool";
export type Shape = readonly number[];

export interface TensorSpec {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** How an input lies on a device when not as what it is computed with. */
export type Storage = "float16";

export interface InputSpec extends TensorSpec {
  /** float32 values that were rounded to float16, and lie so where the device has it; each use makes them float32 again. */
  readonly stored?: Storage;
}

/** What a program takes: every input by name. Stored ones take tensors that were uploaded so. */
export type Signature = Readonly<Record<string, InputSpec>>;

/** A function in the tfjs API. It is called once to be recorded, or once per run on a tfjs device; it must not keep state. */
export type Program = (inputs: Readonly<Record<string, Tensor>>) => Readonly<Record<string, Tensor>>;

/** Row-major values in memory; `bool` is one byte per value, 0 or 1. */
export interface HostTensor extends TensorSpec {
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/** Values that stay where the device computes. Valid until disposed, or until its device is closed. */
export interface DeviceTensor extends InputSpec {
  readonly device: true;
  download(): Promise<HostTensor>;
  dispose(): void;
}

export type Feeds = Readonly<Record<string, HostTensor | DeviceTensor>>;

/** float32 from numbers; throws `tensor-size` when the count does not fit the shape. */
export function float32(shape: Shape, values: ArrayLike<number>): HostTensor {
  return checked({ shape, dtype: "float32", data: Float32Array.from(values) });
}

/** int32 from numbers; throws `tensor-size` when the count does not fit the shape. */
export function int32(shape: Shape, values: ArrayLike<number>): HostTensor {
  return checked({ shape, dtype: "int32", data: Int32Array.from(values) });
}

/** bool from truth values; throws `tensor-size` when the count does not fit the shape. */
export function bool(shape: Shape, values: ArrayLike<number | boolean>): HostTensor {
  return checked({ shape, dtype: "bool", data: Uint8Array.from(values, Number) });
}

/** Number of values of a shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** `float32[2,3]`, or `float32[2,3] stored as float16`, as errors write it. */
export function describe({ dtype, shape, stored }: InputSpec): string {
  return `${dtype}[${shape.join(",")}]${stored === undefined ? "" : ` stored as ${stored}`}`;
}

function checked(tensor: HostTensor): HostTensor {
  const size = sizeOf(tensor.shape);
  if (tensor.data.length === size) return tensor;
  throw new BenchError("the number of values does not fit the shape", {
    code: "tensor-size",
    blame: "harness",
    expected: `${size} values for ${describe(tensor)}`,
    received: `${tensor.data.length} values`,
    mend: "Pass as many values as the shape's product.",
  });
}
