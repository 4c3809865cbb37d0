/** Shapes and dtypes of what each operator gives, and what it refuses. */
import { BenchError } from "../../errors/index.ts";
import { describe, type Shape, sizeOf, type TensorSpec } from "../tensors.ts";
import type { Attributes, OperatorName } from "./operators.ts";

type Infer<O extends OperatorName> = (
  attributes: Attributes[O],
  ...inputs: readonly TensorSpec[]
) => readonly TensorSpec[];

type Specs = readonly TensorSpec[];

const inference: { [O in OperatorName]: Infer<O> } = {
  input: ({ shape, dtype }) => [{ shape, dtype }],
  constant: ({ shape, dtype }) => [{ shape, dtype }],
  fill: ({ shape, dtype }) => [{ shape, dtype }],
  unary: (_, x) => [x!],
  binary: ({ fn }, a, b) => [{ shape: broadcastShapes(fn, a!, b!), dtype: sameDType(fn, a!, b!) }],
  compare: ({ fn }, a, b) => {
    sameDType(fn, a!, b!);
    return [{ shape: broadcastShapes(fn, a!, b!), dtype: "bool" }];
  },
  logical: ({ fn }, a, b) => [{ shape: broadcastShapes(fn, a!, b!), dtype: "bool" }],
  not: (_, x) => [x!],
  isNaN: (_, x) => [{ shape: x!.shape, dtype: "bool" }],
  select: (_, condition, a, b) => {
    const branches = { shape: broadcastShapes("select", a!, b!), dtype: sameDType("select", a!, b!) };
    return [{ shape: broadcastShapes("select", condition!, branches), dtype: branches.dtype }];
  },
  cast: ({ to }, x) => [{ shape: x!.shape, dtype: to }],
  reduce: ({ axes, squeeze }, x) => {
    const kept = x!.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
    return [{ shape: squeeze ? kept.filter((_, axis) => !axes.includes(axis)) : kept, dtype: x!.dtype }];
  },
  argExtreme: ({ axis }, x) => [{ shape: x!.shape.with(axis, 1), dtype: "int32" }],
  cumulativeSum: (_, x) => [x!],
  matmul: inferMatmul,
  reshape: ({ shape }, x) => {
    if (sizeOf(shape) !== sizeOf(x!.shape)) throw mismatch("reshape", [x!, { shape, dtype: x!.dtype }]);
    return [{ shape, dtype: x!.dtype }];
  },
  transpose: ({ permutation }, x) => [{ shape: permutation.map((axis) => x!.shape[axis]!), dtype: x!.dtype }],
  broadcast: ({ shape }, x) => {
    const target = { shape, dtype: x!.dtype };
    if (broadcastShapes("broadcast", x!, target).join() !== shape.join())
      throw mismatch("broadcast", [x!, target]);
    return [target];
  },
  slice: ({ size }, x) => [{ shape: size, dtype: x!.dtype }],
  concat: ({ axis }, ...inputs) => {
    const total = inputs.reduce((sum, { shape }) => sum + shape[axis]!, 0);
    const shape = inputs[0]!.shape.with(axis, total);
    for (const input of inputs)
      if (input.shape.with(axis, total).join() !== shape.join()) throw mismatch("concat", inputs);
    return [{ shape, dtype: sameDType("concat", ...inputs) }];
  },
  pad: ({ before, after }, x) => [
    { shape: x!.shape.map((extent, axis) => extent + before[axis]! + after[axis]!), dtype: x!.dtype },
  ],
  reverse: (_, x) => [x!],
  gather: ({ axis, batchDims }, x, ids) => [
    {
      shape: [...x!.shape.slice(0, axis), ...ids!.shape.slice(batchDims), ...x!.shape.slice(axis + 1)],
      dtype: x!.dtype,
    },
  ],
  gatherNd: (_, x, ids) => [
    { shape: [...ids!.shape.slice(0, -1), ...x!.shape.slice(ids!.shape.at(-1))], dtype: x!.dtype },
  ],
  scatterAdd: ({ size }, values) => [{ shape: [size, ...values!.shape.slice(1)], dtype: values!.dtype }],
  pick: (_, x) => [{ shape: x!.shape.slice(0, -1), dtype: x!.dtype }],
  putAdd: (_, x) => [x!],
  oneHot: ({ depth, dtype }, ids) => [{ shape: [...ids!.shape, depth], dtype }],
  softmax: (_, x) => [x!],
  layerNorm: (_, x) => [x!, { shape: x!.shape.with(-1, 1), dtype: x!.dtype }],
  attendPast: (_, queries, keys, values, pastKeys, pastValues) => [
    queries!,
    ...infer("concat", { axis: 2 }, [pastKeys!, keys!]),
    ...infer("concat", { axis: 2 }, [pastValues!, values!]),
  ],
  after: (_, x) => [x!],
  topK: ({ k }, x) => [
    { shape: x!.shape.with(-1, k), dtype: x!.dtype },
    { shape: x!.shape.with(-1, k), dtype: "int32" },
  ],
};

/** What an operator gives for these inputs; throws `shape-mismatch` or `dtype-mismatch` with all the inputs. */
export function infer<O extends OperatorName>(operator: O, attributes: Attributes[O], inputs: Specs): Specs {
  return inference[operator](attributes, ...inputs);
}

/** NumPy's broadcasting of two shapes. */
export function broadcastShapes(call: string, a: TensorSpec, b: TensorSpec): Shape {
  const rank = Math.max(a.shape.length, b.shape.length);
  return Array.from({ length: rank }, (_, place) => {
    const left = a.shape[place - rank + a.shape.length] ?? 1;
    const right = b.shape[place - rank + b.shape.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) throw mismatch(call, [a, b]);
    return left === 1 ? right : left;
  });
}

function inferMatmul({ transposeA, transposeB }: Attributes["matmul"], ...[a, b]: Specs): Specs {
  const [m, k] = lastTwo(a!.shape, transposeA);
  const [k2, n] = lastTwo(b!.shape, transposeB);
  if (k !== k2) throw mismatch("matMul", [a!, b!]);
  const batches = [a!, b!].map(({ shape, dtype }) => ({ shape: shape.slice(0, -2), dtype }));
  return [
    {
      shape: [...broadcastShapes("matMul", batches[0]!, batches[1]!), m, n],
      dtype: sameDType("matMul", a!, b!),
    },
  ];
}

function lastTwo(shape: Shape, transposed: boolean): [number, number] {
  const rows = shape.at(-2)!;
  const columns = shape.at(-1)!;
  return transposed ? [columns, rows] : [rows, columns];
}

function sameDType(call: string, ...inputs: Specs): TensorSpec["dtype"] {
  const { dtype } = inputs[0]!;
  if (inputs.every((input) => input.dtype === dtype)) return dtype;
  throw new BenchError(`${call} takes tensors of one dtype`, {
    code: "dtype-mismatch",
    blame: "harness",
    where: call,
    expected: "one dtype",
    received: inputs.map(describe).join(" and "),
    mend: "Cast one of them with tf.cast.",
  });
}

function mismatch(call: string, inputs: Specs): BenchError {
  return new BenchError(`${call} cannot join these shapes`, {
    code: "shape-mismatch",
    blame: "harness",
    where: call,
    expected: "shapes that fit",
    received: inputs.map(describe).join(" and "),
    mend: "Reshape or transpose one of them.",
  });
}
