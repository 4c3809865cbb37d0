/** Devices that run compiled programs: onnxruntime on cpu or webgpu. */
import { join } from "node:path";
import type {
  Compiled,
  CompileOptions,
  Device,
  DeviceInfo,
  DeviceOptions,
  RunTargets,
  UploadOptions,
} from "../contract.ts";
import { type Graph, outputsOf, printGraph } from "../graph/index.ts";
import { type LoweringTarget, lowerToBytes } from "../lower/index.ts";
import { record } from "../record/index.ts";
import { recomputeSegments, simplify } from "../simplify/index.ts";
import type { DeviceTensor, Feeds, HostTensor, Program, Signature, Storage } from "../tensors.ts";
import { Copier } from "./copier.ts";
import { checkFeeds } from "./feeds.ts";
import { readsFloat16, roundedToFloat16, toFloat16 } from "./float16.ts";
import { LanedProgram } from "./laned-program.ts";
import { Lanes } from "./lanes.ts";
import { fedTensor, OnnxDeviceTensor, shared, type TensorCopy, toHost, toOrt } from "./onnx-tensor.ts";
import { type InferenceSession, type OrtTensor, onnxruntime, sessionError } from "./onnxruntime.ts";

type Provider = "cpu" | "webgpu";

interface LoadOptions {
  /** Outputs that stay on the device. */
  readonly keep?: readonly string[];
  /** Some inputs are stored as float16. */
  readonly isStored?: boolean;
}

const keepsSubexpressions = {
  optimization: { disable_specified_optimizers: "CommonSubexpressionElimination" },
};

export class OnnxDevice implements Device {
  readonly info: DeviceInfo;
  readonly #provider: Provider;
  readonly #profileFolder: string | undefined;
  readonly #programs = new Set<Compiled>();
  readonly #downloads: Copier;
  /** Into the card's memory. */
  readonly #uploads: Copier;
  #readsFloat16: Promise<boolean> | undefined;
  #lanes: Lanes | undefined;

  constructor(info: DeviceInfo, provider: Provider, { profileFolder }: DeviceOptions = {}) {
    this.info = info;
    this.#profileFolder = profileFolder;
    this.#provider = provider;
    this.#downloads = new Copier((bytes) => this.#load("download", bytes));
    this.#uploads = new Copier((bytes) => this.#load("upload", bytes, { keep: ["x"] }));
  }

  async compile(program: Program, signature: Signature, options: CompileOptions = {}): Promise<Compiled> {
    const { name = "program", keep = [], lanes = 1 } = options;
    const isStored = Object.values(signature).some(({ stored }) => stored) && (await this.#hasFloat16());
    const graph = simplify(recomputeSegments(record(program, isStored ? signature : asFloat32(signature))));
    const target: LoweringTarget = this.#provider === "cpu" ? "cpu" : "gpu";
    const bytes = lowerToBytes(graph, name, target);
    const isLaned = this.#provider === "cpu" && keep.length === 0 && Math.min(lanes, this.info.threads) > 1;
    const compiled = isLaned
      ? await this.#loadOnLanes(name, signature, graph, bytes, { isStored })
      : await this.#loadHere(name, signature, graph, bytes, { keep, isStored });
    this.#programs.add(compiled);
    return compiled;
  }

  async upload(tensor: HostTensor, { stored, name }: UploadOptions = {}): Promise<DeviceTensor> {
    const held = await this.#laid(tensor, stored, name);
    const ort = this.#provider === "webgpu" ? await this.#uploads.copy(held) : held;
    return new OnnxDeviceTensor(ort, this.#downloads.copy, stored);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const program of this.#programs) await program[Symbol.asyncDispose]();
    this.#programs.clear();
    await this.#downloads[Symbol.asyncDispose]();
    await this.#uploads[Symbol.asyncDispose]();
    await this.#lanes?.[Symbol.asyncDispose]();
    this.#lanes = undefined;
  }

  /** A copy as programs are fed it, in memory that lanes may share. */
  async #laid(tensor: HostTensor, stored: Storage | undefined, name?: string): Promise<OrtTensor> {
    if (stored !== undefined && (await this.#hasFloat16())) {
      const { buffer } = toFloat16(tensor, name);
      return toOrt({ shape: tensor.shape, dtype: stored, data: new Uint16Array(buffer) });
    }
    const values = stored === undefined ? tensor : roundedToFloat16(tensor, name);
    const data = this.#provider === "webgpu" ? values.data : shared(values.data);
    return toOrt({ ...values, data });
  }

  #hasFloat16(): Promise<boolean> {
    this.#readsFloat16 ??= readsFloat16(this.#provider);
    return this.#readsFloat16;
  }

  async #loadHere(
    name: string,
    signature: Signature,
    graph: Graph,
    bytes: Uint8Array,
    { keep = [], isStored }: LoadOptions,
  ): Promise<Compiled> {
    const session = await this.#load(name, bytes, { keep, isStored });
    const keptAt = this.#provider === "webgpu" ? "gpu-buffer" : "cpu";
    return new OnnxProgram(name, signature, graph, session, new Set(keep), this.#downloads.copy, keptAt);
  }

  async #loadOnLanes(
    name: string,
    signature: Signature,
    graph: Graph,
    bytes: Uint8Array,
    options: LoadOptions,
  ): Promise<Compiled> {
    const count = this.info.threads;
    this.#lanes ??= new Lanes(count);
    const optionsOf = (lane: number) => ({
      ...this.#sessionOptions(`${name} ${lane}`, options),
      intraOpNumThreads: 1,
    });
    try {
      const loaded = await this.#lanes.load(bytes, optionsOf);
      return new LanedProgram(name, signature, graph, loaded, count);
    } catch (error) {
      throw sessionError(name, "loading", error);
    }
  }

  async #load(name: string, bytes: Uint8Array, options: LoadOptions = {}): Promise<InferenceSession> {
    try {
      return await onnxruntime().InferenceSession.create(bytes, this.#sessionOptions(name, options));
    } catch (error) {
      throw sessionError(name, "loading", error);
    }
  }

  /**
   * Memory patterns keep a second copy of the activations. Denormals are not flushed: onnxruntime would set that for the
   * calling thread too, and JavaScript's own arithmetic would lose them. What is stored as float16 is made float32 for each use: as one
   * subexpression it would lie there as float32 from the first use to the last.
   */
  #sessionOptions(name: string, { keep = [], isStored }: LoadOptions): InferenceSession.SessionOptions {
    const kept = Object.fromEntries(keep.map((name) => [`out:${name}`, "gpu-buffer" as const]));
    return {
      executionProviders: [this.#provider],
      executionMode: "sequential",
      graphOptimizationLevel: "all",
      enableMemPattern: false,
      logSeverityLevel: 3,
      ...(isStored && { extra: keepsSubexpressions }),
      ...(this.#provider === "webgpu" ? { preferredOutputLocation: kept } : {}),
      ...(this.#provider === "cpu" ? { intraOpNumThreads: this.info.threads } : {}),
      ...(this.#profileFolder === undefined
        ? {}
        : { enableProfiling: true, profileFilePrefix: join(this.#profileFolder, name) }),
    };
  }
}

class OnnxProgram implements Compiled {
  readonly lanes = 1;
  readonly inputs: Signature;
  readonly outputs: Signature;
  readonly graph: string;
  readonly #name: string;
  readonly #keptAt: OrtTensor["location"];
  readonly #session: InferenceSession;
  readonly #kept: ReadonlySet<string>;
  readonly #download: TensorCopy;
  #isOpen = true;

  constructor(
    name: string,
    inputs: Signature,
    graph: Graph,
    session: InferenceSession,
    kept: ReadonlySet<string>,
    download: TensorCopy,
    keptAt: OrtTensor["location"],
  ) {
    this.#name = name;
    this.#keptAt = keptAt;
    this.inputs = inputs;
    this.outputs = outputsOf(graph);
    this.graph = printGraph(graph);
    this.#session = session;
    this.#kept = kept;
    this.#download = download;
  }

  async run(feeds: Feeds, options: RunTargets = {}) {
    checkFeeds(this.#name, this.inputs, feeds);
    const results = await this.#compute(
      mapEntries(feeds, (name, tensor) => [`in:${name}`, fedTensor(tensor)]),
      options,
    );
    const host: Record<string, HostTensor> = {};
    const device: Record<string, DeviceTensor> = {};
    for (const name of Object.keys(this.outputs)) {
      const result = results[`out:${name}`]!;
      if (this.#kept.has(name)) device[name] = new OnnxDeviceTensor(result, this.#download);
      else host[name] = toHost(result);
    }
    return { host, device };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#session.endProfiling();
    await this.#session.release();
  }

  /** Results are written only into a GPU's memory: in the host's, the binding makes a copy of every output anyway. */
  #reusable(into: Readonly<Record<string, DeviceTensor>>): Readonly<Record<string, OrtTensor>> {
    const tensors = mapEntries(into, (name, tensor) => [name, fedTensor(tensor)]);
    return Object.fromEntries(
      Object.entries(tensors).filter(
        ([, { location }]) => location === "gpu-buffer" && this.#keptAt === location,
      ),
    );
  }

  async #compute(feeds: Readonly<Record<string, OrtTensor>>, { into = {} }: RunTargets) {
    try {
      const targets = mapEntries(this.#reusable(into), (name, tensor) => [`out:${name}`, tensor]);
      if (Object.keys(targets).length === 0) return await this.#session.run(feeds);
      const fetches = Object.fromEntries(Object.keys(this.outputs).map((name) => [`out:${name}`, null]));
      return await this.#session.run(feeds, { ...fetches, ...targets });
    } catch (error) {
      throw sessionError(this.#name, "running", error);
    }
  }
}

function asFloat32(signature: Signature): Signature {
  return mapEntries(signature, (name, { shape, dtype }) => [name, { shape, dtype }]);
}

function mapEntries<T, U>(
  record: Readonly<Record<string, T>>,
  change: (name: string, value: T) => readonly [string, U],
): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => change(name, value)));
}
