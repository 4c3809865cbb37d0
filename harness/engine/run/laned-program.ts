/** A program with a copy on every lane of its device. */
import type { Compiled, Results } from "../contract.ts";
import { type Graph, outputsOf, printGraph } from "../graph/index.ts";
import type { DeviceTensor, Feeds, HostTensor, Signature } from "../tensors.ts";
import { checkFeeds } from "./feeds.ts";
import type { LaneTensor } from "./lane-messages.ts";
import type { LaneProgram } from "./lanes.ts";
import { fedTensor } from "./onnx-tensor.ts";
import { sessionError } from "./onnxruntime.ts";

export class LanedProgram implements Compiled {
  readonly lanes: number;
  readonly inputs: Signature;
  readonly outputs: Signature;
  readonly graph: string;
  readonly #name: string;
  readonly #loaded: LaneProgram;
  #isOpen = true;

  constructor(name: string, inputs: Signature, graph: Graph, loaded: LaneProgram, lanes: number) {
    this.lanes = lanes;
    this.inputs = inputs;
    this.outputs = outputsOf(graph);
    this.graph = printGraph(graph);
    this.#name = name;
    this.#loaded = loaded;
  }

  async run(feeds: Feeds): Promise<Results> {
    checkFeeds(this.#name, this.inputs, feeds);
    const inputs = Object.entries(feeds).map(([name, fed]) => [`in:${name}`, inMemory(fed)] as const);
    try {
      const results = await this.#loaded.run(Object.fromEntries(inputs));
      const names = Object.keys(this.outputs);
      return { host: Object.fromEntries(names.map((name) => [name, results[`out:${name}`]!])), device: {} };
    } catch (error) {
      throw sessionError(this.#name, "running", error);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#loaded.release();
  }
}

/** On cpu, what stays on the device is in memory as well. */
function inMemory(fed: HostTensor | DeviceTensor): LaneTensor {
  const { dims, type, data } = fedTensor(fed);
  return { shape: dims, dtype: type as LaneTensor["dtype"], data: data as LaneTensor["data"] };
}
