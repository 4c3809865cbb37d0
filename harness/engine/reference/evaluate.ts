/** Graphs evaluated value by value in float64: slow, plain, and independent of every backend. */
import { BenchError } from "../../errors/index.ts";
import type { Attributes, Graph, Operation, OperationOf, OperatorName } from "../graph/index.ts";
import { sizeOf, type TensorSpec } from "../tensors.ts";
import { attendPast } from "./attention.ts";
import { lines, normalise, runningSum, softmax } from "./lines.ts";
import { concat, gather, pad, type Reference, spread, take, zip } from "./moving.ts";
import { binaryFunctions, compareFunctions, unaryFunctions } from "./scalars.ts";
import { stridesOf } from "./strides.ts";
import { matmul, reduce } from "./sums.ts";

type Evaluate<O extends OperatorName> = (
  attributes: Attributes[O],
  outputs: readonly TensorSpec[],
  ...inputs: readonly Reference[]
) => readonly Float64Array[];

const evaluators: { [O in Exclude<OperatorName, "input">]: Evaluate<O> } = {
  constant: ({ data }) => [Float64Array.from(data)],
  fill: ({ value }, [out]) => [new Float64Array(sizeOf(out!.shape)).fill(value)],
  unary: ({ fn }, _, x) => [x!.data.map((value) => unaryFunctions[fn](value))],
  binary: ({ fn }, [out], a, b) => [zip(out!.shape, a!, b!, binaryFunctions[fn])],
  compare: ({ fn }, [out], a, b) => [zip(out!.shape, a!, b!, (x, y) => Number(compareFunctions[fn](x, y)))],
  logical: ({ fn }, [out], a, b) => [
    zip(out!.shape, a!, b!, (x, y) => Number(fn === "and" ? x !== 0 && y !== 0 : x !== 0 || y !== 0)),
  ],
  not: (_, __, x) => [x!.data.map((value) => Number(value === 0))],
  isNaN: (_, __, x) => [x!.data.map((value) => Number(Number.isNaN(value)))],
  select: (_, [out], condition, a, b) => {
    const [c, yes, no] = [condition!, a!, b!].map((input) => spread(input, out!.shape));
    return [yes!.map((value, place) => (c![place] === 0 ? no![place]! : value))];
  },
  cast: ({ to }, _, x) => [
    to === "float32"
      ? x!.data
      : x!.data.map((value) => (to === "bool" ? Number(value !== 0) : Math.trunc(value))),
  ],
  reduce: ({ fn, axes }, _, x) => [reduce(fn, axes, x!)],
  argExtreme: ({ fn, axis }, [out], x) => {
    const better = (a: number, b: number) => (fn === "max" ? a > b : a < b);
    return [
      lines(x!, axis, out!.shape, (line) => [
        line.reduce((best, value, at) => (better(value, line[best]!) ? at : best), 0),
      ]),
    ];
  },
  cumulativeSum: ({ axis, exclusive, reverse }, [out], x) => [
    lines(x!, axis, out!.shape, (line) => runningSum(line, exclusive, reverse)),
  ],
  matmul: (attributes, [out], a, b) => [matmul(attributes, out!.shape, a!, b!)],
  reshape: (_, __, x) => [x!.data],
  transpose: ({ permutation }, [out], x) => {
    const strides = stridesOf(x!.shape);
    const axes = permutation.map((axis) => strides[axis]!);
    return [take(out!.shape, axes, 0, x!.data)];
  },
  broadcast: (_, [out], x) => [spread(x!, out!.shape)],
  slice: ({ begin, strides }, [out], x) => {
    const own = stridesOf(x!.shape);
    const start = begin.reduce((sum, place, axis) => sum + place * own[axis]!, 0);
    return [
      take(
        out!.shape,
        own.map((stride, axis) => stride * strides[axis]!),
        start,
        x!.data,
      ),
    ];
  },
  concat: ({ axis }, [out], ...inputs) => [concat(axis, out!.shape, inputs)],
  pad: ({ before, value }, [out], x) => [pad(before, value, out!.shape, x!)],
  reverse: ({ axis }, [out], x) => {
    const strides = stridesOf(x!.shape);
    const start = strides[axis]! * (x!.shape[axis]! - 1);
    return [take(out!.shape, strides.with(axis, -strides[axis]!), start, x!.data)];
  },
  gather: ({ axis, batchDims }, [out], x, ids) => [gather(axis, batchDims, out!.shape, x!, ids!)],
  gatherNd: (_, [out], x, ids) => {
    const depth = ids!.shape.at(-1)!;
    const strides = stridesOf(x!.shape);
    const row = sizeOf(x!.shape.slice(depth));
    return [
      Float64Array.from({ length: sizeOf(out!.shape) }, (_unused, place) => {
        const coordinates = Math.floor(place / row) * depth;
        let source = place % row;
        for (let axis = 0; axis < depth; axis++) source += ids!.data[coordinates + axis]! * strides[axis]!;
        return x!.data[source]!;
      }),
    ];
  },
  scatterAdd: (_, [out], values, ids) => {
    const row = sizeOf(out!.shape.slice(1));
    const sums = new Float64Array(sizeOf(out!.shape));
    ids!.data.forEach((id, from) => {
      if (id < 0 || id >= out!.shape[0]!) return;
      for (let place = 0; place < row; place++) sums[id * row + place]! += values!.data[from * row + place]!;
    });
    return [sums];
  },
  pick: (_, __, x, ids) => {
    const width = x!.shape.at(-1)!;
    return [ids!.data.map((id, row) => x!.data[row * width + id]!)];
  },
  putAdd: (_, __, x, ids, values) => {
    const width = x!.shape.at(-1)!;
    const sums = x!.data.slice();
    ids!.data.forEach((id, row) => {
      sums[row * width + id]! += values!.data[row]!;
    });
    return [sums];
  },
  oneHot: ({ depth, on, off }, [out], ids) => [
    Float64Array.from({ length: sizeOf(out!.shape) }, (_, place) =>
      ids!.data[Math.floor(place / depth)] === place % depth ? on : off,
    ),
  ],
  softmax: ({ log }, [out], x) => [
    lines(x!, out!.shape.length - 1, out!.shape, (line) => softmax(line, log)),
  ],
  layerNorm: ({ epsilon }, [out, deviations], x, scale, shift) => {
    const last = out!.shape.length - 1;
    const scaled = (value: number, place: number) =>
      value * (scale?.data[place] ?? 1) + (shift?.data[place] ?? 0);
    return [
      lines(x!, last, out!.shape, (line) => normalise(line, epsilon).values.map(scaled)),
      lines(x!, last, deviations!.shape, (line) => [normalise(line, epsilon).inverse]),
    ];
  },
  attendPast: (_, [, joined], ...inputs) => attendPast(joined!.shape, inputs),
  after: (_, __, x) => [x!.data],
  topK: ({ k }, [out], x) => {
    const axis = out!.shape.length - 1;
    const order = (line: readonly number[]) =>
      line.map((_, place) => place).sort((a, b) => line[b]! - line[a]! || a - b);
    return [
      lines(x!, axis, out!.shape, (line) =>
        order(line)
          .slice(0, k)
          .map((place) => line[place]!),
      ),
      lines(x!, axis, out!.shape, (line) => order(line).slice(0, k)),
    ];
  },
};

/** The outputs of one operation; `input` has none of its own. */
export function evaluateOperation<O extends Exclude<OperatorName, "input">>(
  operation: Pick<OperationOf<O>, "operator" | "attributes">,
  outputs: readonly TensorSpec[],
  inputs: readonly Reference[],
): readonly Float64Array[] {
  return evaluators[operation.operator](operation.attributes, outputs, ...inputs);
}

/** All outputs of a graph for inputs by name, in float64. */
export function evaluate(
  graph: Graph,
  feeds: Readonly<Record<string, ArrayLike<number>>>,
): Readonly<Record<string, Reference>> {
  const values = new Map<number, Reference>();
  for (const operation of graph.operations) {
    const specs = operation.outputs.map((id) => graph.values[id]!);
    const results = resultsOf(operation, specs, feeds, (id) => values.get(id)!);
    for (const [place, id] of operation.outputs.entries())
      values.set(id, { shape: specs[place]!.shape, data: results[place]! });
  }
  return Object.fromEntries(Object.entries(graph.outputs).map(([name, id]) => [name, values.get(id)!]));
}

function resultsOf(
  operation: Operation,
  specs: readonly TensorSpec[],
  feeds: Readonly<Record<string, ArrayLike<number>>>,
  valueAt: (id: number) => Reference,
): readonly Float64Array[] {
  if (operation.operator !== "input")
    return evaluateOperation(operation, specs, operation.inputs.map(valueAt));
  const { name } = operation.attributes;
  const fed = feeds[name];
  if (fed !== undefined) return [Float64Array.from(fed)];
  throw new BenchError(`the input ${name} was not fed`, {
    code: "feed-missing",
    blame: "harness",
    mend: "Feed it.",
  });
}
