/** The tfjs backend that computes nothing: each kernel call appends to the graph being recorded. */
import type { BackendValues, DataType } from "@tensorflow/tfjs-core";
import { BenchError } from "../../errors/index.ts";
import type { GraphBuilder, ValueId } from "../graph/index.ts";
import { type DType, describe, type HostTensor, type TensorSpec } from "../tensors.ts";
import { tf } from "../tfjs.ts";
import { callInProgress } from "./call.ts";
import { type KernelName, kernelRules } from "./kernels.ts";
import type { Operand } from "./rule.ts";

/** What tfjs's handle of a tensor stands for: values known while recording, or a place in one graph. */
type Handled =
  | { readonly kind: "known"; readonly tensor: HostTensor; references: number }
  | { readonly kind: "recorded"; readonly graph: GraphBuilder; readonly value: ValueId; references: number };

type KernelCall = Parameters<NonNullable<ReturnType<typeof tf.getKernel>>["kernelFunc"]>[0];

export const recordBackendName = "record";

export class RecordBackend extends tf.KernelBackend {
  readonly #entries = new tf.DataStorage<Handled>(this, tf.engine());
  #graph: GraphBuilder | undefined;

  /** Sends kernel calls to `graph` while `body` runs. */
  recordInto<T>(graph: GraphBuilder, body: () => T): T {
    this.#graph = graph;
    try {
      return body();
    } finally {
      this.#graph = undefined;
    }
  }

  /** The handle tfjs keeps for a value of the graph being recorded. */
  handle(value: ValueId): { dataId: object; shape: number[]; dtype: DType } {
    const graph = this.#activeGraph();
    const dataId = {};
    this.#entries.set(dataId, { kind: "recorded", graph, value, references: 1 });
    const { shape, dtype } = graph.spec(value);
    return { dataId, shape: [...shape], dtype };
  }

  /** Where the graph being recorded makes the tensor; values from outside become constants, equal ones a fill. */
  valueIn(dataId: object, spec: TensorSpec): ValueId {
    const graph = this.#activeGraph();
    const entry = this.#entries.get(dataId);
    if (entry.kind === "known") return known(graph, spec, entry.tensor.data);
    if (entry.graph === graph) return entry.value;
    throw new BenchError("a tensor of an earlier recording was used", {
      code: "recorded-escape",
      blame: "harness",
      where: callInProgress(),
      received: describe(spec),
      mend: "Pass it as an input of the program, or make it inside the program.",
    });
  }

  runRule(kernel: KernelName, { inputs, attrs }: KernelCall) {
    const operand = ({ dataId, shape, dtype }: KernelCall["inputs"][string] & object): Operand => {
      const spec = { shape, dtype: knownDType(dtype) };
      return { ...spec, id: this.valueIn(dataId, spec) };
    };
    const named = Array.isArray(inputs) ? {} : mapValues(inputs, (input) => operand(input as never));
    const all = Array.isArray(inputs) ? inputs.map(operand) : [];
    const rule = kernelRules[kernel] as (
      graph: GraphBuilder,
      operands: object,
      attributes: object,
    ) => ValueId | readonly ValueId[];
    const made = rule(this.#activeGraph(), { ...named, all }, attrs ?? {});
    return typeof made === "number" ? this.handle(made) : made.map((value) => this.handle(value));
  }

  override write(values: BackendValues, shape: number[], dtype: DataType): object {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: object,
    values: BackendValues,
    shape: number[],
    dtype: DataType,
    references: number,
  ): void {
    const data = toTyped(values, knownDType(dtype));
    this.#entries.set(dataId, {
      kind: "known",
      tensor: { shape, dtype: knownDType(dtype), data },
      references,
    });
  }

  override readSync(dataId: object): BackendValues {
    const entry = this.#entries.get(dataId);
    if (entry.kind === "known") return entry.tensor.data;
    const call = callInProgress();
    throw new BenchError("a tensor's value was read while the program is being recorded", {
      code: "recorded-read",
      blame: "harness",
      ...(call === undefined ? {} : { where: call }),
      received: describe(entry.graph.spec(entry.value)),
      mend: "Recording computes nothing, so there is no value yet: keep the decision in tensor operations, or return the tensor as an output and read it after the run.",
    });
  }

  override async read(dataId: object): Promise<BackendValues> {
    return this.readSync(dataId);
  }

  override disposeData(dataId: object, force = false): boolean {
    if (!this.#entries.has(dataId)) return true;
    const entry = this.#entries.get(dataId);
    entry.references -= 1;
    if (entry.references > 0 && !force) return false;
    return this.#entries.delete(dataId);
  }

  override incRef(dataId: object): void {
    this.#entries.get(dataId).references += 1;
  }

  override refCount(dataId: object): number {
    return this.#entries.has(dataId) ? this.#entries.get(dataId).references : 0;
  }

  override numDataIds(): number {
    return this.#entries.numDataIds();
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override timerAvailable(): boolean {
    return false;
  }

  override dispose(): void {}

  #activeGraph(): GraphBuilder {
    if (this.#graph !== undefined) return this.#graph;
    throw new BenchError("the record backend was used outside a recording", {
      code: "not-recording",
      blame: "harness",
      mend: "Call Device.compile instead of selecting the backend.",
    });
  }
}

function known(graph: GraphBuilder, spec: TensorSpec, data: HostTensor["data"]): ValueId {
  const value = data[0];
  if (value !== undefined && data.every((other) => Object.is(other, value)))
    return graph.one("fill", { ...spec, value });
  return graph.one("constant", { ...spec, data });
}

function knownDType(dtype: DataType): DType {
  if (dtype === "float32" || dtype === "int32" || dtype === "bool") return dtype;
  throw new BenchError(`tensors of ${dtype} cannot be recorded`, {
    code: "unsupported-dtype",
    blame: "harness",
    ...(callInProgress() === undefined ? {} : { where: callInProgress()! }),
    expected: "float32, int32 or bool",
    received: dtype,
    mend: "Cast the tensor with tf.cast.",
  });
}

function toTyped(values: BackendValues, dtype: DType): HostTensor["data"] {
  const numbers = values as ArrayLike<number>;
  if (dtype === "float32") return values instanceof Float32Array ? values : Float32Array.from(numbers);
  if (dtype === "int32") return values instanceof Int32Array ? values : Int32Array.from(numbers);
  return values instanceof Uint8Array ? values : Uint8Array.from(numbers, Number);
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([name, value]) => (value === undefined ? [] : [[name, change(value)]])),
  );
}
