/** Collects ONNX nodes and initializers while a graph is lowered. */
import type { Graph, ValueId } from "../graph/index.ts";
import type { DType, HostTensor, Shape, TensorSpec } from "../tensors.ts";
import { type AttributeValue, elementType, type OnnxInitializer, type OnnxNode } from "./wire.ts";

/** What kind of device the model is for: their fast forms differ. */
export type LoweringTarget = "cpu" | "gpu";

type NodeAttributes = Readonly<Record<string, AttributeValue>>;

export interface Emitter {
  readonly target: LoweringTarget;
  /** The ONNX name of a value already lowered. A stored input is made float32 anew by every call. */
  name(value: ValueId): string;
  /** The ONNX name of a stored input as it lies on the device. */
  storedName(value: ValueId): string | undefined;
  spec(value: ValueId): TensorSpec;
  /** Adds a node of one output and gives the output's name. */
  node(type: string, inputs: readonly string[], attributes?: NodeAttributes): string;
  /** A node of com.microsoft. */
  contrib(type: string, inputs: readonly string[], attributes?: NodeAttributes): string;
  /** A node of several outputs; unnamed ones are left out. */
  nodes(
    type: string,
    inputs: readonly string[],
    used: readonly boolean[],
    attributes?: NodeAttributes,
    domain?: OnnxNode["domain"],
  ): readonly string[];
  constant(shape: Shape, dtype: DType, data: HostTensor["data"]): string;
  /** One number of a dtype, without a shape. */
  scalar(value: number, dtype: DType): string;
  int64(values: readonly number[]): string;
}

export interface Emitted {
  readonly emitter: Emitter;
  /** In an order in which every value is made before it is used. */
  nodes(): readonly OnnxNode[];
  readonly initializers: readonly OnnxInitializer[];
  bind(value: ValueId, name: string): void;
  /** Binds an input that lies on the device otherwise than it is computed with. */
  bindStored(value: ValueId, name: string): void;
}

export function emit(graph: Graph, target: LoweringTarget): Emitted {
  const nodes: OnnxNode[] = [];
  const initializers: OnnxInitializer[] = [];
  const names = new Map<ValueId, string>();
  /**
   * Onnxruntime goes depth first from the outputs and, among a node's inputs, to those that were listed last. Listed before all else, what
   * makes a stored input float32 runs after the node's other inputs, just before the node itself, and is gone after it.
   */
  const unpacking: OnnxNode[] = [];
  const stored = new Map<ValueId, string>();
  const shared = new Map<string, string>();
  let next = 0;

  function push(
    domain: OnnxNode["domain"],
    type: string,
    inputs: readonly string[],
    used: readonly boolean[],
    attributes: NodeAttributes,
  ): readonly string[] {
    const outputs = used.map((isUsed) => (isUsed ? `t${next++}` : ""));
    nodes.push({ domain, type, inputs, outputs, attributes });
    return outputs;
  }

  function initializer(type: OnnxInitializer["type"], shape: Shape, data: OnnxInitializer["data"]): string {
    const key = data.length <= 64 ? `${type} ${shape.join()} ${data.join()}` : undefined;
    const known = key === undefined ? undefined : shared.get(key);
    if (known !== undefined) return known;
    const name = `c${next++}`;
    initializers.push({ name, type, shape, data });
    if (key !== undefined) shared.set(key, name);
    return name;
  }

  function unpacked(name: string): string {
    const output = `t${next++}`;
    const attributes = { to: elementType("float32") };
    unpacking.push({ domain: "", type: "Cast", inputs: [name], outputs: [output], attributes });
    return output;
  }

  const emitter: Emitter = {
    target,
    name: (value) => names.get(value) ?? unpacked(stored.get(value)!),
    storedName: (value) => stored.get(value),
    spec: (value) => graph.values[value]!,
    node: (type, inputs, attributes = {}) => push("", type, inputs, [true], attributes)[0]!,
    contrib: (type, inputs, attributes = {}) => push("com.microsoft", type, inputs, [true], attributes)[0]!,
    nodes: (type, inputs, used, attributes = {}, domain = "") => push(domain, type, inputs, used, attributes),
    constant: (shape, dtype, data) => initializer(dtype, shape, data),
    scalar: (value, dtype) => initializer(dtype, [], typedOne(value, dtype)),
    int64: (values) => initializer("int64", [values.length], BigInt64Array.from(values, BigInt)),
  };
  return {
    emitter,
    nodes: () => [...unpacking, ...nodes],
    initializers,
    bind: (value, name) => names.set(value, name),
    bindStored: (value, name) => stored.set(value, name),
  };
}

function typedOne(value: number, dtype: DType): HostTensor["data"] {
  if (dtype === "float32") return Float32Array.of(value);
  return dtype === "int32" ? Int32Array.of(value) : Uint8Array.of(value);
}
