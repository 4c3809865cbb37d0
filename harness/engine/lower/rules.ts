/** How each operator is written in ONNX. */
import type { Attributes, OperatorName, UnaryFunction, ValueId } from "../graph/index.ts";
import { type Shape, sizeOf } from "../tensors.ts";
import { attendPast } from "./attention.ts";
import type { Emitter } from "./emitter.ts";
import { gpuArgExtreme, gpuFloorDivide, gpuLogSoftmax } from "./gpu.ts";
import { product } from "./products.ts";
import { asInt64, gather, scatterAdd } from "./rows.ts";
import { elementType } from "./wire.ts";

/** Emits the nodes of one operation and gives the ONNX names of its outputs. */
export type LoweringRule<O extends OperatorName> = (
  to: Emitter,
  attributes: Attributes[O],
  ...inputs: readonly ValueId[]
) => string | readonly string[];

type Lowered = Exclude<OperatorName, "input">;

export const loweringRules: { [O in Lowered]: LoweringRule<O> } = {
  constant: (to, { shape, dtype, data }) => to.constant(shape, dtype, data),
  fill: (to, { shape, dtype, value }) => {
    const number = to.scalar(value, dtype);
    return shape.length === 0 ? number : to.node("Expand", [number, to.int64(shape)]);
  },
  unary: (to, { fn }, x) => unaryNodes[fn](to, to.name(x!)),
  binary: (to, { fn }, a, b) => binary(to, fn, a!, b!),
  compare: (to, { fn }, a, b) => {
    const operands = [to.name(a!), to.name(b!)];
    if (fn === "notEqual") return to.node("Not", [to.node("Equal", operands)]);
    return to.node(compareNodes[fn], operands);
  },
  logical: (to, { fn }, a, b) => to.node(fn === "and" ? "And" : "Or", [to.name(a!), to.name(b!)]),
  not: (to, _, x) => to.node("Not", [to.name(x!)]),
  isNaN: (to, _, x) => to.node("IsNaN", [to.name(x!)]),
  select: (to, _, condition, a, b) => to.node("Where", [to.name(condition!), to.name(a!), to.name(b!)]),
  cast: (to, { to: dtype }, x) => to.node("Cast", [to.name(x!)], { to: elementType(dtype) }),
  reduce,
  argExtreme: (to, { fn, axis }, x) => {
    if (to.target === "gpu") return gpuArgExtreme(to, { fn, axis }, x!);
    const index = to.node(fn === "max" ? "ArgMax" : "ArgMin", [to.name(x!)], { axis, keepdims: 1 });
    return to.node("Cast", [index], { to: elementType("int32") });
  },
  cumulativeSum: (to, { axis, exclusive, reverse }, x) =>
    to.node("CumSum", [to.name(x!), to.scalar(axis, "int32")], {
      exclusive: Number(exclusive),
      reverse: Number(reverse),
    }),
  matmul: (to, how, a, b) => {
    const operand = (value: ValueId) => ({ name: to.name(value), shape: to.spec(value).shape });
    return product(to, how, operand(a!), operand(b!));
  },
  reshape: (to, { shape }, x) => to.node("Reshape", [to.name(x!), to.int64(shape)]),
  transpose: (to, { permutation }, x) => to.node("Transpose", [to.name(x!)], { perm: permutation }),
  broadcast: (to, { shape }, x) => to.node("Expand", [to.name(x!), to.int64(shape)]),
  slice: (to, { begin, size, strides }, x) => {
    const end = begin.map((place, axis) => endOf(place, size[axis]!, strides[axis]!));
    const axes = begin.map((_, axis) => axis);
    return to.node("Slice", [to.name(x!), to.int64(begin), to.int64(end), to.int64(axes), to.int64(strides)]);
  },
  concat: (to, { axis }, ...parts) => to.node("Concat", parts.map(to.name), { axis }),
  pad: (to, { before, after, value }, x) => {
    const number = to.scalar(value, to.spec(x!).dtype);
    return to.node("Pad", [to.name(x!), to.int64([...before, ...after]), number]);
  },
  reverse: (to, { axis }, x) =>
    to.node("Slice", [to.name(x!), to.int64([-1]), to.int64([-(2 ** 31)]), to.int64([axis]), to.int64([-1])]),
  gather,
  gatherNd: (to, _, x, ids) => to.node("GatherND", [to.name(x!), asInt64(to, ids!)]),
  scatterAdd,
  pick: (to, _, x, ids) => {
    const rows = to.spec(ids!).shape;
    const places = to.node("Reshape", [to.name(ids!), to.int64([...rows, 1])]);
    const values = to.node("GatherElements", [to.name(x!), places], { axis: rows.length });
    return to.node("Reshape", [values, to.int64(rows)]);
  },
  putAdd: (to, _, x, ids, values) => {
    const rows = to.spec(ids!).shape;
    const column = to.int64([...rows, 1]);
    const places = to.node("Reshape", [to.name(ids!), column]);
    const added = to.node("Reshape", [to.name(values!), column]);
    const attributes = { axis: rows.length, reduction: "add" };
    return to.node("ScatterElements", [to.name(x!), places, added], attributes);
  },
  // ONNX counts negative ids from the end; tfjs turns them into rows of `off`, like ids that are too large.
  oneHot: (to, { depth, on, off, dtype }, ids) => {
    const values = to.constant([2], "float32", Float32Array.of(off, on));
    const isNegative = to.node("Less", [to.name(ids!), to.scalar(0, "int32")]);
    const places = to.node("Where", [isNegative, to.scalar(depth, "int32"), to.name(ids!)]);
    const places64 = to.node("Cast", [places], { to: elementType("int64") });
    const hot = to.node("OneHot", [places64, to.int64([depth]), values], { axis: -1 });
    return dtype === "float32" ? hot : to.node("Cast", [hot], { to: elementType(dtype) });
  },
  softmax: (to, { log }, x) => {
    if (log && to.target === "gpu") return gpuLogSoftmax(to, to.name(x!));
    return to.node(log ? "LogSoftmax" : "Softmax", [to.name(x!)], { axis: -1 });
  },
  layerNorm: (to, { epsilon }, x, ...affine) => {
    const width = to.spec(x!).shape.at(-1)!;
    const ones = () => to.constant([width], "float32", new Float32Array(width).fill(1));
    const attributes = { axis: -1, epsilon: { float: epsilon } };
    const [normalised, , inverse] = to.nodes(
      "LayerNormalization",
      [to.name(x!), ...(affine.length === 0 ? [ones()] : affine.map(to.name))],
      [true, false, true],
      attributes,
    );
    return [normalised!, inverse!];
  },
  attendPast: (to, _, ...inputs) => attendPast(to, inputs),
  after,
  topK: (to, { k }, x) => {
    const [values, indices] = to.nodes("TopK", [to.name(x!), to.int64([k])], [true, true], { axis: -1 });
    return [values!, to.node("Cast", [indices!], { to: elementType("int32") })];
  },
};

/**
 * A choice between x and x by a comparison of the gates' first values: no optimiser sees that it depends on nothing, and it gives every
 * bit, whatever the gates hold.
 */
function after(to: Emitter, _: Attributes["after"], x: ValueId, ...gates: readonly ValueId[]): string {
  if (gates.length === 0) return to.name(x);
  const firsts = gates.map((gate) => {
    const { shape, dtype } = to.spec(gate);
    const first = firstOf(to, gate, shape);
    return dtype === "float32" ? first : to.node("Cast", [first], { to: elementType("float32") });
  });
  const joined = firsts.length === 1 ? firsts[0]! : to.node("Concat", firsts, { axis: 0 });
  const sum = firsts.length === 1 ? joined : to.node("ReduceSum", [joined, to.int64([0])], { keepdims: 1 });
  const isThere = to.node("Equal", [sum, sum]);
  return to.node("Where", [isThere, to.name(x), to.name(x)]);
}

/** The first value of a tensor, `[1]`. */
function firstOf(to: Emitter, x: ValueId, shape: Shape): string {
  const ones = shape.map(() => 1);
  const corner =
    shape.length === 0
      ? to.name(x)
      : to.node("Slice", [to.name(x), to.int64(shape.map(() => 0)), to.int64(ones)]);
  return to.node("Reshape", [corner, to.int64([1])]);
}

const compareNodes = {
  equal: "Equal",
  less: "Less",
  lessEqual: "LessOrEqual",
  greater: "Greater",
  greaterEqual: "GreaterOrEqual",
} as const;

type UnaryLowering = (to: Emitter, x: string) => string;

const unaryNodes: Readonly<Record<UnaryFunction, UnaryLowering>> = {
  abs: plain("Abs"),
  ceil: plain("Ceil"),
  cos: plain("Cos"),
  cosh: plain("Cosh"),
  elu: plain("Elu"),
  erf: plain("Erf"),
  exp: plain("Exp"),
  floor: plain("Floor"),
  log: plain("Log"),
  neg: plain("Neg"),
  reciprocal: plain("Reciprocal"),
  relu: plain("Relu"),
  round: plain("Round"),
  sigmoid: plain("Sigmoid"),
  sign: plain("Sign"),
  sin: plain("Sin"),
  sinh: plain("Sinh"),
  softplus: plain("Softplus"),
  sqrt: plain("Sqrt"),
  step,
  tan: plain("Tan"),
  tanh: plain("Tanh"),
};

function plain(type: string): UnaryLowering {
  return (to, x) => to.node(type, [x]);
}

/** One vectorised pass on cpu: clip(x · 10³⁸, 0, 1). Comparing and casting takes two and a bool in between. */
function step(to: Emitter, x: string): string {
  if (to.target === "cpu") return to.node("HardSigmoid", [x], { alpha: { float: 1e38 }, beta: { float: 0 } });
  return to.node("Cast", [to.node("Greater", [x, to.scalar(0, "float32")])], { to: elementType("float32") });
}

const binaryNodes = {
  add: "Add",
  sub: "Sub",
  mul: "Mul",
  div: "Div",
  max: "Max",
  min: "Min",
  pow: "Pow",
} as const;

function binary(to: Emitter, fn: Attributes["binary"]["fn"], a: ValueId, b: ValueId): string {
  const [left, right] = [to.name(a), to.name(b)];
  const isFloat = to.spec(a).dtype === "float32";
  if (fn === "floorDiv") return floorDivide(to, left, right, isFloat);
  if (fn !== "mod") return to.node(binaryNodes[fn], [left, right]);
  if (!isFloat) return to.node("Mod", [left, right]);
  return to.node("Sub", [left, to.node("Mul", [floorDivide(to, left, right, true), right])]);
}

/** int32 division rounds towards zero in ONNX; through float64 it is exact. */
function floorDivide(to: Emitter, a: string, b: string, isFloat: boolean): string {
  if (isFloat) return to.node("Floor", [to.node("Div", [a, b])]);
  if (to.target === "gpu") return gpuFloorDivide(to, a, b);
  const [left, right] = [a, b].map((side) => to.node("Cast", [side], { to: elementType("float64") }));
  return to.node("Cast", [to.node("Floor", [to.node("Div", [left!, right!])])], { to: elementType("int32") });
}

const reduceNodes = {
  sum: "ReduceSum",
  mean: "ReduceMean",
  max: "ReduceMax",
  min: "ReduceMin",
  prod: "ReduceProd",
  sumSquare: "ReduceSumSquare",
} as const;

function reduce(to: Emitter, { fn, axes, squeeze }: Attributes["reduce"], x?: ValueId): string {
  const { shape, dtype } = to.spec(x!);
  if (fn === "sum" && dtype === "float32" && to.target === "cpu" && isLongColumnSum(shape, axes))
    return columnSums(to, to.name(x!), shape, axes, squeeze);
  return to.node(reduceNodes[fn], [to.name(x!), to.int64(axes)], { keepdims: squeeze ? 0 : 1 });
}

function isLongColumnSum(shape: Shape, axes: readonly number[]): boolean {
  const leading = axes.every((axis, place) => axis === place) && axes.length < shape.length;
  return leading && sizeOf(shape.slice(0, axes.length)) >= 32 && sizeOf(shape.slice(axes.length)) >= 16;
}

/** Sums down the columns, as a bias's gradient needs them, are a product with a row of ones: twice as fast on cpu. */
function columnSums(to: Emitter, x: string, shape: Shape, axes: readonly number[], squeeze: boolean): string {
  const rows = sizeOf(shape.slice(0, axes.length));
  const columns = shape.slice(axes.length);
  const sheet = shape.length === 2 ? x : to.node("Reshape", [x, to.int64([rows, sizeOf(columns)])]);
  const ones = to.constant(squeeze ? [rows] : [1, rows], "float32", new Float32Array(rows).fill(1));
  const sums = to.node("MatMul", [ones, sheet]);
  if (shape.length === 2) return sums;
  return to.node("Reshape", [sums, to.int64(squeeze ? columns : [...axes.map(() => 1), ...columns])]);
}

/** One past the last place taken; before the first place it must be far below zero, since -1 means the last. */
function endOf(begin: number, count: number, stride: number): number {
  const end = begin + (count - 1) * stride + Math.sign(stride);
  return end < 0 ? -(2 ** 31) : end;
}
