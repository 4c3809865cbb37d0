/** From a graph to an ONNX model. */
import type { Attributes, Graph, OperatorName } from "../graph/index.ts";
import { emit, type LoweringTarget } from "./emitter.ts";
import { type LoweringRule, loweringRules } from "./rules.ts";
import {
  elementType,
  encode,
  type OnnxElementType,
  type OnnxModel,
  type OnnxNode,
  type OnnxValue,
} from "./wire.ts";

/** The ONNX model of a simplified graph, inputs and outputs under their own names. */
export function lower(graph: Graph, name: string, target: LoweringTarget): OnnxModel {
  const { emitter, nodes, initializers, bind, bindStored } = emit(graph, target);
  const inputs: OnnxValue[] = [];
  for (const operation of graph.operations) {
    const { operator, attributes, outputs } = operation;
    if (operator === "input") {
      const inputName = `in:${attributes.name}`;
      const { dtype, shape, stored } = attributes;
      inputs.push({ name: inputName, type: stored ?? dtype, shape });
      if (stored === undefined) bind(outputs[0]!, inputName);
      else bindStored(outputs[0]!, inputName);
      continue;
    }
    const rule = loweringRules[operator] as LoweringRule<OperatorName>;
    const result = rule(emitter, attributes as Attributes[OperatorName], ...operation.inputs);
    const results = typeof result === "string" ? [result] : result;
    for (const [place, output] of outputs.entries()) bind(output, results[place]!);
  }
  const outputs = Object.entries(graph.outputs).map(([outputName, value]): OnnxValue => {
    const spec = graph.values[value]!;
    return { name: `out:${outputName}`, type: spec.dtype, shape: spec.shape };
  });
  const made = Object.fromEntries(
    Object.entries(graph.outputs).map(([outputName, value]) => [`out:${outputName}`, emitter.name(value)]),
  );
  return { name, nodes: withOutputs(nodes(), made), initializers, inputs, outputs };
}

/** Gives nodes' results their names as outputs; a copy is needed only for inputs, constants and repeated outputs. */
function withOutputs(
  nodes: readonly OnnxNode[],
  made: Readonly<Record<string, string>>,
): readonly OnnxNode[] {
  const produced = new Set(nodes.flatMap((node) => node.outputs));
  const renamed = new Map<string, string>();
  const copies: OnnxNode[] = [];
  for (const [output, result] of Object.entries(made)) {
    if (produced.has(result) && !renamed.has(result)) renamed.set(result, output);
    else
      copies.push({
        type: "Identity",
        domain: "",
        inputs: [renamed.get(result) ?? result],
        outputs: [output],
        attributes: {},
      });
  }
  const rename = (value: string) => renamed.get(value) ?? value;
  const named = nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map(rename),
    outputs: node.outputs.map(rename),
  }));
  return [...named, ...copies];
}

/** Bytes that onnxruntime loads. */
export function lowerToBytes(graph: Graph, name: string, target: LoweringTarget): Uint8Array {
  return encode(lower(graph, name, target));
}

/** A model that copies `in:x` to `out:x`, whatever its extents, as another type if told so. */
export function encodeCopy(type: OnnxElementType, rank: number, to = type): Uint8Array {
  const shape = Array.from({ length: rank }, (_, axis) => `extent${axis}`);
  const copy: OnnxNode = {
    type: to === type ? "Identity" : "Cast",
    domain: "",
    inputs: ["in:x"],
    outputs: ["out:x"],
    attributes: to === type ? {} : { to: elementType(to) },
  };
  return encode({
    name: "copy",
    nodes: [copy],
    initializers: [],
    inputs: [{ name: "in:x", type, shape }],
    outputs: [{ name: "out:x", type: to, shape }],
  });
}
