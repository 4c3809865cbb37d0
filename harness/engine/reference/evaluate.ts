/** Graphs evaluated value by value in float64: slow, plain, and independent of every backend. */
import { BenchError } from "../../errors/index.ts";
import type {
  Attributes,
  Graph,
  Operation,
  OperationOf,
  OperatorName,
  ReduceFunction,
} from "../graph/index.ts";
import { type Shape, sizeOf, type TensorSpec } from "../tensors.ts";
import { binaryFunctions, compareFunctions, unaryFunctions } from "./scalars.ts";
import { broadcastStrides, stridesOf, walk } from "./strides.ts";

/** Values in row-major order; bool as 0 and 1. */
export type Reference = { readonly shape: Shape; readonly data: Float64Array };

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
  layerNorm: ({ epsilon }, [out, deviations], x) => {
    const last = out!.shape.length - 1;
    return [
      lines(x!, last, out!.shape, (line) => normalise(line, epsilon).values),
      lines(x!, last, deviations!.shape, (line) => [normalise(line, epsilon).inverse]),
    ];
  },
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

function take(shape: Shape, strides: readonly number[], start: number, data: Float64Array): Float64Array {
  const out = new Float64Array(sizeOf(shape));
  walk(shape, strides, start, (target, source) => {
    out[target] = data[source]!;
  });
  return out;
}

function spread({ shape, data }: Reference, to: Shape): Float64Array {
  return take(to, broadcastStrides(shape, to), 0, data);
}

function zip(shape: Shape, a: Reference, b: Reference, fn: (a: number, b: number) => number): Float64Array {
  const right = spread(b, shape);
  return spread(a, shape).map((value, place) => fn(value, right[place]!));
}

/** Applies `fn` to every line of `x` along `axis`; its results lie along the same axis of the output. */
function lines(
  x: Reference,
  axis: number,
  outShape: Shape,
  fn: (line: readonly number[]) => readonly number[],
): Float64Array {
  const out = new Float64Array(sizeOf(outShape));
  const extent = x.shape[axis]!;
  const outExtent = outShape[axis]!;
  const inner = sizeOf(x.shape.slice(axis + 1));
  const outer = sizeOf(x.shape.slice(0, axis));
  for (let left = 0; left < outer; left++) {
    for (let right = 0; right < inner; right++) {
      const line = Array.from(
        { length: extent },
        (_, place) => x.data[(left * extent + place) * inner + right]!,
      );
      for (const [place, value] of fn(line).entries())
        out[(left * outExtent + place) * inner + right] = value;
    }
  }
  return out;
}

function runningSum(line: readonly number[], exclusive: boolean, reverse: boolean): readonly number[] {
  const values = reverse ? line.toReversed() : line;
  let sum = 0;
  const sums = values.map((value) => {
    const before = sum;
    sum += value;
    return exclusive ? before : sum;
  });
  return reverse ? sums.toReversed() : sums;
}

function softmax(line: readonly number[], log: boolean): readonly number[] {
  const highest = Math.max(...line);
  const total = line.reduce((sum, value) => sum + Math.exp(value - highest), 0);
  return line.map((value) => (log ? value - highest - Math.log(total) : Math.exp(value - highest) / total));
}

function normalise(line: readonly number[], epsilon: number) {
  const mean = line.reduce((sum, value) => sum + value, 0) / line.length;
  const variance = line.reduce((sum, value) => sum + (value - mean) ** 2, 0) / line.length;
  const inverse = 1 / Math.sqrt(variance + epsilon);
  return { inverse, values: line.map((value) => (value - mean) * inverse) };
}

function reduce(fn: ReduceFunction, axes: readonly number[], x: Reference): Float64Array {
  const shape = x.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
  const start = { sum: 0, mean: 0, sumSquare: 0, prod: 1, max: -Infinity, min: Infinity }[fn];
  const out = new Float64Array(sizeOf(shape)).fill(start);
  const join = {
    sum: add,
    mean: add,
    sumSquare: (a: number, b: number) => a + b * b,
    prod: multiply,
    max: Math.max,
    min: Math.min,
  }[fn];
  walk(x.shape, broadcastStrides(shape, x.shape), 0, (source, target) => {
    out[target] = join(out[target]!, x.data[source]!);
  });
  const count = axes.reduce((product, axis) => product * x.shape[axis]!, 1);
  return fn === "mean" ? out.map((value) => value / count) : out;
}

const add = (a: number, b: number) => a + b;
const multiply = (a: number, b: number) => a * b;

function matmul(
  { transposeA, transposeB, alpha }: Attributes["matmul"],
  shape: Shape,
  a: Reference,
  b: Reference,
): Float64Array {
  const [m, n] = shape.slice(-2) as [number, number];
  const k = a.shape.at(transposeA ? -2 : -1)!;
  const batch = shape.slice(0, -2);
  const starts = [a, b].map((side) => {
    const sheet = sizeOf(side.shape.slice(-2));
    const strides = broadcastStrides(side.shape.slice(0, -2), batch);
    const places = new Float64Array(sizeOf(batch));
    walk(batch, strides, 0, (target, source) => {
      places[target] = source * sheet;
    });
    return places;
  });
  const [aRow, aColumn] = transposeA ? [1, m] : [k, 1];
  const [bRow, bColumn] = transposeB ? [1, k] : [n, 1];
  return Float64Array.from({ length: sizeOf(shape) }, (_, place) => {
    const sheet = Math.floor(place / (m * n));
    const left = starts[0]![sheet]! + (Math.floor(place / n) % m) * aRow;
    const right = starts[1]![sheet]! + (place % n) * bColumn;
    let sum = 0;
    for (let inner = 0; inner < k; inner++)
      sum += a.data[left + inner * aColumn]! * b.data[right + inner * bRow]!;
    return alpha * sum;
  });
}

function concat(axis: number, shape: Shape, inputs: readonly Reference[]): Float64Array {
  const out = new Float64Array(sizeOf(shape));
  const strides = stridesOf(shape);
  let start = 0;
  for (const input of inputs) {
    walk(input.shape, strides, start * strides[axis]!, (source, target) => {
      out[target] = input.data[source]!;
    });
    start += input.shape[axis]!;
  }
  return out;
}

function pad(before: readonly number[], value: number, shape: Shape, x: Reference): Float64Array {
  const out = new Float64Array(sizeOf(shape)).fill(value);
  const strides = stridesOf(shape);
  const start = before.reduce((sum, count, axis) => sum + count * strides[axis]!, 0);
  walk(x.shape, strides, start, (source, target) => {
    out[target] = x.data[source]!;
  });
  return out;
}

function gather(axis: number, batchDims: number, shape: Shape, x: Reference, ids: Reference): Float64Array {
  const inner = sizeOf(x.shape.slice(axis + 1));
  const extent = x.shape[axis]!;
  const middle = sizeOf(x.shape.slice(batchDims, axis));
  const taken = sizeOf(ids.shape.slice(batchDims));
  return Float64Array.from({ length: sizeOf(shape) }, (_, place) => {
    const right = place % inner;
    const chosen = Math.floor(place / inner) % taken;
    const left = Math.floor(place / inner / taken);
    const id = ids.data[Math.floor(left / middle) * taken + chosen]!;
    return x.data[(left * extent + id) * inner + right]!;
  });
}
