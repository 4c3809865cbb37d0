/** Devices that run programs eagerly on a tfjs backend. */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Compiled, CompileOptions, Device, DeviceInfo, RunTargets, UploadOptions } from "../contract.ts";
import { outputsOf } from "../graph/index.ts";
import { record } from "../record/index.ts";
import type {
  DeviceTensor,
  DType,
  Feeds,
  HostTensor,
  Program,
  Shape,
  Signature,
  Storage,
} from "../tensors.ts";
import { tf } from "../tfjs.ts";
import { checkFeeds } from "./feeds.ts";
import { roundedToFloat16 } from "./float16.ts";

export class EagerDevice implements Device {
  readonly info: DeviceInfo;
  readonly #backend: string;

  constructor(info: DeviceInfo, backend: string) {
    this.info = info;
    this.#backend = backend;
  }

  /** Records the program too, so that it fails here exactly where a compiling device would. */
  async compile(program: Program, signature: Signature, options: CompileOptions = {}): Promise<Compiled> {
    const { name = "program", keep = [] } = options;
    const specs = outputsOf(record(program, signature));
    return new EagerProgram(name, program, signature, specs, new Set(keep), this.#backend);
  }

  /** tfjs has no float16: stored values are rounded, and lie as float32. */
  async upload(tensor: HostTensor, { stored, name }: UploadOptions = {}): Promise<DeviceTensor> {
    tf.setBackend(this.#backend);
    const held = stored === undefined ? tensor : roundedToFloat16(tensor, name);
    return new EagerTensor(toEager(held), stored);
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

class EagerTensor implements DeviceTensor {
  readonly device = true;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly stored?: Storage;
  readonly tensor: Tensor;

  constructor(tensor: Tensor, stored?: Storage) {
    this.tensor = tensor;
    if (stored !== undefined) this.stored = stored;
    this.shape = tensor.shape;
    this.dtype = tensor.dtype as DType;
  }

  async download(): Promise<HostTensor> {
    return downloaded(this.tensor);
  }

  dispose(): void {
    this.tensor.dispose();
  }
}

class EagerProgram implements Compiled {
  readonly lanes = 1;
  readonly inputs: Signature;
  readonly outputs: Signature;
  readonly graph = "";
  readonly #name: string;
  readonly #program: Program;
  readonly #kept: ReadonlySet<string>;
  readonly #backend: string;

  constructor(
    name: string,
    program: Program,
    inputs: Signature,
    outputs: Signature,
    kept: ReadonlySet<string>,
    backend: string,
  ) {
    this.#name = name;
    this.#program = program;
    this.inputs = inputs;
    this.outputs = outputs;
    this.#kept = kept;
    this.#backend = backend;
  }

  async run(feeds: Feeds, _options: RunTargets = {}) {
    checkFeeds(this.#name, this.inputs, feeds);
    tf.setBackend(this.#backend);
    const results = tf.tidy(() => {
      const inputs = Object.entries(feeds).map(
        ([name, fed]) => [name, isEager(fed) ? fed.tensor : toEager(fed as HostTensor)] as const,
      );
      const outputs = this.#program(Object.fromEntries(inputs));
      return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, tf.clone(tensor)]));
    });
    const host: Record<string, HostTensor> = {};
    const device: Record<string, DeviceTensor> = {};
    for (const [name, tensor] of Object.entries(results)) {
      if (this.#kept.has(name)) {
        device[name] = new EagerTensor(tensor);
        continue;
      }
      host[name] = await downloaded(tensor);
      tensor.dispose();
    }
    return { host, device };
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

function isEager(fed: HostTensor | DeviceTensor): fed is EagerTensor {
  return fed instanceof EagerTensor;
}

function toEager({ data, shape, dtype }: HostTensor): Tensor {
  return tf.tensor(data.slice(), [...shape], dtype);
}

async function downloaded(tensor: Tensor): Promise<HostTensor> {
  const data = (await tensor.data()).slice() as HostTensor["data"];
  return { shape: tensor.shape, dtype: tensor.dtype as DType, data };
}
