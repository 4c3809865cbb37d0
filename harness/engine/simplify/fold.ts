/** Computes operations whose inputs are all known, while they are small. */
import type { Attributes, GraphBuilder, OperatorName, ValueId } from "../graph/index.ts";
import { infer } from "../graph/infer.ts";
import { evaluateOperation, type Reference } from "../reference/index.ts";
import { type DType, type HostTensor, sizeOf } from "../tensors.ts";

const largestFoldedValues = 4096;

/** The outputs of an operation as constants, or undefined when an input is not known or too much would be written out. */
export function fold<O extends OperatorName>(
  graph: GraphBuilder,
  operator: O,
  attributes: Attributes[O],
  inputs: readonly ValueId[],
): readonly ValueId[] | undefined {
  if (operator === "input" || operator === "constant" || operator === "fill" || inputs.length === 0)
    return undefined;
  const uniform = foldFills(graph, operator, attributes, inputs);
  if (uniform !== undefined) return [uniform];
  const known = inputs.map((input) => knownValue(graph, input));
  if (!known.every((value) => value !== undefined)) return undefined;
  const outputs = infer(
    operator,
    attributes,
    inputs.map((input) => graph.spec(input)),
  );
  if (outputs.some(({ shape }) => sizeOf(shape) > largestFoldedValues)) return undefined;
  const results = evaluateOperation({ operator, attributes } as never, outputs, known);
  return outputs.map((spec, place) => constantOrFill(graph, spec.shape, spec.dtype, results[place]!));
}

const elementwise: ReadonlySet<OperatorName> = new Set([
  "unary",
  "binary",
  "compare",
  "logical",
  "not",
  "isNaN",
  "select",
  "cast",
]);

/** Fills of any size: the function of their numbers, filled. */
function foldFills<O extends OperatorName>(
  graph: GraphBuilder,
  operator: O,
  attributes: Attributes[O],
  inputs: readonly ValueId[],
): ValueId | undefined {
  if (!elementwise.has(operator)) return undefined;
  const numbers = inputs.map((input) => {
    const made = graph.producer(input);
    return made.operator === "fill" ? made.attributes.value : undefined;
  });
  if (!numbers.every((number) => number !== undefined)) return undefined;
  const [output] = infer(
    operator,
    attributes,
    inputs.map((input) => graph.spec(input)),
  );
  const scalars = numbers.map((number) => ({ shape: [], data: Float64Array.of(number) }));
  const [result] = evaluateOperation({ operator, attributes } as never, [{ ...output!, shape: [] }], scalars);
  return graph.one("fill", { ...output!, value: typed(output!.dtype, result!)[0]! });
}

function knownValue(graph: GraphBuilder, value: ValueId): Reference | undefined {
  const { operator, attributes } = graph.producer(value);
  const { shape } = graph.spec(value);
  if (sizeOf(shape) > largestFoldedValues) return undefined;
  if (operator === "fill") return { shape, data: new Float64Array(sizeOf(shape)).fill(attributes.value) };
  return operator === "constant" ? { shape, data: Float64Array.from(attributes.data) } : undefined;
}

function constantOrFill(
  graph: GraphBuilder,
  shape: readonly number[],
  dtype: DType,
  values: Float64Array,
): ValueId {
  const data = typed(dtype, values);
  const [value] = data;
  if (value !== undefined && data.every((other) => Object.is(other, value)))
    return graph.one("fill", { shape, dtype, value });
  return graph.one("constant", { shape, dtype, data });
}

function typed(dtype: DType, values: Float64Array): HostTensor["data"] {
  if (dtype === "float32") return Float32Array.from(values);
  return dtype === "int32" ? Int32Array.from(values) : Uint8Array.from(values);
}
