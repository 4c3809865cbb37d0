/** Tensors in onnxruntime's hands. */
import { BenchError } from "../../errors/index.ts";
import type { DeviceTensor, DType, HostTensor, Shape, Storage } from "../tensors.ts";
import { type LaneTensor, ortTensor } from "./lane-messages.ts";
import { type OrtTensor, onnxruntime } from "./onnxruntime.ts";

/** A copy of a tensor in another memory: the device's or the host's. */
export type TensorCopy = (tensor: OrtTensor) => Promise<OrtTensor>;

/** A tensor that stays where onnxruntime computes. */
export class OnnxDeviceTensor implements DeviceTensor {
  readonly device = true;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly stored?: Storage;
  readonly ort: OrtTensor;
  readonly #download: TensorCopy;

  /** `stored`: how programs know it, whether the device has it so or not. */
  constructor(ort: OrtTensor, download: TensorCopy, stored?: Storage) {
    this.ort = ort;
    this.shape = ort.dims;
    this.dtype = ort.type === "float16" ? "float32" : (ort.type as DType);
    if (stored !== undefined) this.stored = stored;
    this.#download = download;
  }

  async download(): Promise<HostTensor> {
    return copyOf(this.ort.location === "cpu" ? this.ort : await this.#download(this.ort));
  }

  /** Memory of the host goes back at once, too: the collector may let a training's old states pile up. */
  dispose(): void {
    if (this.ort.location !== "cpu") {
      this.ort.dispose();
      return;
    }
    const { buffer } = this.ort.data as HostTensor["data"];
    if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0);
  }
}

/** A view of host values for onnxruntime; nothing is copied. */
export function toOrt(tensor: LaneTensor): OrtTensor {
  return ortTensor(onnxruntime().Tensor, tensor);
}

/** The values in memory that threads may share: a copy, unless they lie there already. */
export function shared(data: HostTensor["data"]): HostTensor["data"] {
  if (data.buffer instanceof SharedArrayBuffer) return data;
  const Values = data.constructor as Float32ArrayConstructor;
  const copy = new Values(new SharedArrayBuffer(data.byteLength));
  copy.set(data);
  return copy;
}

/** The values as the engine's own tensor; nothing is copied. */
export function toHost(tensor: OrtTensor): HostTensor {
  return { shape: tensor.dims, dtype: tensor.type as DType, data: tensor.data as HostTensor["data"] };
}

/** What onnxruntime is fed for a tensor of the door. */
export function fedTensor(tensor: HostTensor | DeviceTensor): OrtTensor {
  if (!("device" in tensor)) return toOrt(tensor);
  if (tensor instanceof OnnxDeviceTensor) return tensor.ort;
  throw new BenchError("a tensor of another device was fed", {
    code: "foreign-tensor",
    blame: "harness",
    expected: "a tensor of this device",
    received: "a tensor of another device",
    mend: "Download it first.",
  });
}

function copyOf(tensor: OrtTensor): HostTensor {
  if (tensor.type === "float16")
    return { shape: tensor.dims, dtype: "float32", data: Float32Array.from(float16Of(tensor)) };
  const host = toHost(tensor);
  return { ...host, data: host.data.slice() };
}

function float16Of({ data }: OrtTensor): Float16Array {
  if (data instanceof Float16Array) return data;
  const { buffer, byteOffset, length } = data as Uint16Array;
  return new Float16Array(buffer, byteOffset, length);
}
