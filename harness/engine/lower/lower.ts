/** From a graph to an ONNX model. */
import type { Attributes, Graph, OperatorName } from "../graph/index.ts";
import type { DType } from "../tensors.ts";
import { emit, type LoweringTarget } from "./emitter.ts";
import { type LoweringRule, loweringRules } from "./rules.ts";
import { encode, type OnnxModel, type OnnxValue } from "./wire.ts";

/** The ONNX model of a simplified graph, inputs and outputs under their own names. */
export function lower(graph: Graph, name: string, target: LoweringTarget): OnnxModel {
  const { emitter, nodes, initializers, bind } = emit(graph, target);
  const inputs: OnnxValue[] = [];
  for (const operation of graph.operations) {
    const { operator, attributes, outputs } = operation;
    if (operator === "input") {
      const inputName = `in:${attributes.name}`;
      inputs.push({ name: inputName, type: attributes.dtype, shape: attributes.shape });
      bind(outputs[0]!, inputName);
      continue;
    }
    const rule = loweringRules[operator] as LoweringRule<OperatorName>;
    const made = rule(emitter, attributes as Attributes[OperatorName], ...operation.inputs);
    const results = typeof made === "string" ? [made] : made;
    for (const [place, output] of outputs.entries()) bind(output, results[place]!);
  }
  const outputs = Object.entries(graph.outputs).map(([outputName, value]): OnnxValue => {
    const spec = graph.values[value]!;
    return { name: `out:${outputName}`, type: spec.dtype, shape: spec.shape };
  });
  const copies = Object.entries(graph.outputs).map(([outputName, value]) => ({
    type: "Identity",
    domain: "" as const,
    inputs: [emitter.name(value)],
    outputs: [`out:${outputName}`],
    attributes: {},
  }));
  return { name, nodes: [...nodes, ...copies], initializers, inputs, outputs };
}

/** Bytes that onnxruntime loads. */
export function lowerToBytes(graph: Graph, name: string, target: LoweringTarget): Uint8Array {
  return encode(lower(graph, name, target));
}

/** A model that copies `in:x` to `out:x`, whatever its extents. */
export function encodeIdentity(dtype: DType, rank: number): Uint8Array {
  const shape = Array.from({ length: rank }, (_, axis) => `extent${axis}`);
  const copy = {
    type: "Identity",
    domain: "" as const,
    inputs: ["in:x"],
    outputs: ["out:x"],
    attributes: {},
  };
  return encode({
    name: "identity",
    nodes: [copy],
    initializers: [],
    inputs: [{ name: "in:x", type: dtype, shape }],
    outputs: [{ name: "out:x", type: dtype, shape }],
  });
}
