/** Cheaper forms of reductions and products. */
import type { Attributes, ReduceFunction, ValueId } from "../graph/index.ts";
import { type Shape, sizeOf } from "../tensors.ts";
import { oneHot, withinRange } from "./elementwise.ts";
import type { Rewriter, Rewrites } from "./rewriter.ts";

export const computingRules: Rewrites = {
  reduce: [
    reduceOverOnes,
    reduceOfFill,
    reduceOfBroadcast,
    reduceOfReduce,
    sumOfSquares,
    sumOfScaled,
    sumOfOneHotProduct,
  ],
  scatterAdd: [scatterInRange],
  matmul: [transposedOperands, scaledOperands, matmulOfRows, oneHotTimesTable, transposedOneHotTimesRows],
};

const nested: ReadonlySet<ReduceFunction> = new Set(["sum", "mean", "max", "min", "prod"]);

function reduceOverOnes(at: Rewriter, { fn, axes }: Attributes["reduce"], x: ValueId) {
  const real = axes.filter((axis) => at.shape(x)[axis] !== 1);
  if (real.length === axes.length) return undefined;
  if (real.length > 0) return at.reduce(fn, real, x);
  return fn === "sumSquare" ? at.binary("mul", x, x) : x;
}

function reduceOfFill(at: Rewriter, { fn, axes }: Attributes["reduce"], x: ValueId) {
  const fill = at.made(x, "fill");
  if (fill === undefined || fn === "prod") return undefined;
  const { value } = fill.attributes;
  const count = extentOf(at.shape(x), axes);
  const reduced = {
    sum: value * count,
    sumSquare: value * value * count,
    mean: value,
    max: value,
    min: value,
  }[fn];
  return at.graph.one("fill", { ...fill.attributes, shape: without(at.shape(x), axes), value: reduced });
}

/** A sum over copies is a multiplication. */
function reduceOfBroadcast(at: Rewriter, { fn, axes }: Attributes["reduce"], x: ValueId) {
  const spread = at.made(x, "broadcast");
  if (spread === undefined || fn === "prod" || fn === "sumSquare") return undefined;
  const source = spread.inputs[0]!;
  const wide = at.shape(x);
  const narrow = [...wide.slice(at.shape(source).length).map(() => 1), ...at.shape(source)];
  const copied = axes.filter((axis) => narrow[axis] === 1);
  const kept = axes.filter((axis) => narrow[axis] !== 1);
  const padded = at.reshape(source, narrow);
  const reduced = kept.length === 0 ? padded : at.reduce(fn, kept, padded);
  const count = fn === "sum" ? extentOf(wide, copied) : 1;
  return at.broadcast(at.binary("mul", reduced, at.scalar(count, reduced)), without(wide, axes));
}

function reduceOfReduce(at: Rewriter, { fn, axes }: Attributes["reduce"], x: ValueId) {
  const inner = at.made(x, "reduce");
  if (inner?.attributes.fn !== fn || !nested.has(fn) || !at.usedOnce(x)) return undefined;
  return at.reduce(
    fn,
    [...new Set([...inner.attributes.axes, ...axes])].sort((a, b) => a - b),
    inner.inputs[0]!,
  );
}

function sumOfSquares(at: Rewriter, { fn, axes }: Attributes["reduce"], x: ValueId) {
  const product = at.made(x, "binary");
  if (fn !== "sum" || product?.attributes.fn !== "mul" || product.inputs[0] !== product.inputs[1])
    return undefined;
  return at.usedOnce(x) ? at.reduce("sumSquare", axes, product.inputs[0]!) : undefined;
}

/** A number or a sign moves behind the sum, where there is less to multiply. */
function sumOfScaled(at: Rewriter, { fn, axes }: Attributes["reduce"], x: ValueId) {
  if ((fn !== "sum" && fn !== "mean") || !at.usedOnce(x)) return undefined;
  const negated = at.made(x, "unary");
  if (negated?.attributes.fn === "neg") return at.unary("neg", at.reduce(fn, axes, negated.inputs[0]!));
  const product = at.made(x, "binary");
  if (product?.attributes.fn !== "mul" || at.fillValue(product.inputs[1]!) === undefined) return undefined;
  if (at.shape(product.inputs[1]!).length > 0) return undefined;
  return at.binary("mul", at.reduce(fn, axes, product.inputs[0]!), product.inputs[1]!);
}

/** Σ one-hot(ids) · y over the last axis picks one value a row. */
function sumOfOneHotProduct(at: Rewriter, { fn, axes }: Attributes["reduce"], x: ValueId) {
  const product = at.made(x, "binary");
  const last = at.shape(x).length - 1;
  if (fn !== "sum" || axes.join() !== String(last) || product?.attributes.fn !== "mul") return undefined;
  for (const [one, other] of [product.inputs, product.inputs.toReversed()] as [ValueId, ValueId][]) {
    const hot = oneHot(at, one);
    if (hot === undefined || at.shape(one).join() !== at.shape(x).join()) continue;
    const [ids, valid] = withinRange(at, hot.ids, hot.depth);
    const rows = at.shape(hot.ids);
    const number = at.fillValue(other);
    if (number !== undefined)
      return at.binary("mul", at.reshape(valid, [...rows, 1]), at.scalar(number, other));
    if (at.shape(other).at(-1) === 1)
      return at.binary("mul", at.broadcast(other, [...rows, 1]), at.reshape(valid, [...rows, 1]));
    const picked = at.graph.one("pick", {}, at.broadcast(other, at.shape(x)), ids);
    return at.reshape(at.binary("mul", picked, valid), [...rows, 1]);
  }
  return undefined;
}

/** A transposition of the last two axes is an attribute of the product. */
function transposedOperands(at: Rewriter, attributes: Attributes["matmul"], a: ValueId, b: ValueId) {
  const [left, right] = [swapped(at, a), swapped(at, b)];
  if (left === undefined && right === undefined) return undefined;
  const { transposeA, transposeB, alpha } = attributes;
  return at.graph.one(
    "matmul",
    {
      transposeA: transposeA !== (left !== undefined),
      transposeB: transposeB !== (right !== undefined),
      alpha,
    },
    left ?? a,
    right ?? b,
  );
}

function swapped(at: Rewriter, value: ValueId): ValueId | undefined {
  const transpose = at.made(value, "transpose");
  if (transpose === undefined) return undefined;
  const { permutation } = transpose.attributes;
  const rank = permutation.length;
  const swaps = permutation.every(
    (axis, place) => axis === (place < rank - 2 ? place : 2 * rank - 3 - place),
  );
  return swaps ? transpose.inputs[0] : undefined;
}

function scaledOperands(at: Rewriter, attributes: Attributes["matmul"], a: ValueId, b: ValueId) {
  const [left, right] = [scaled(at, a), scaled(at, b)];
  if (left === undefined && right === undefined) return undefined;
  const alpha = attributes.alpha * (left?.number ?? 1) * (right?.number ?? 1);
  return at.graph.one("matmul", { ...attributes, alpha }, left?.value ?? a, right?.value ?? b);
}

function scaled(
  at: Rewriter,
  value: ValueId,
): { readonly value: ValueId; readonly number: number } | undefined {
  const negated = at.made(value, "unary");
  if (negated?.attributes.fn === "neg") return { value: negated.inputs[0]!, number: -1 };
  const product = at.made(value, "binary");
  const number = product?.attributes.fn === "mul" ? at.fillValue(product.inputs[1]!) : undefined;
  if (number === undefined || !Number.isFinite(number) || at.shape(product!.inputs[1]!).length > 0)
    return undefined;
  return { value: product!.inputs[0]!, number };
}

/** [b,m,k] · [1,k,n] is one product of b·m rows, much larger than b small ones. */
function matmulOfRows(at: Rewriter, attributes: Attributes["matmul"], a: ValueId, b: ValueId) {
  const [left, right] = [at.shape(a), at.shape(b)];
  const sheets = sizeOf(right.slice(0, -2));
  if (left.length < 3 && right.length < 3) return undefined;
  if (sheets !== 1 || (attributes.transposeA && sizeOf(left.slice(0, -2)) !== 1)) return undefined;
  const rows = attributes.transposeA ? left.slice(-2) : [sizeOf(left.slice(0, -1)), left.at(-1)!];
  const product = at.graph.one("matmul", attributes, at.reshape(a, rows), at.reshape(b, right.slice(-2)));
  const m = left.at(attributes.transposeA ? -1 : -2)!;
  const n = right.at(attributes.transposeB ? -2 : -1)!;
  const ones = right.slice(0, Math.max(0, right.length - left.length));
  return at.reshape(product, [...ones, ...left.slice(0, -2), m, n]);
}

/** one-hot(ids) · table looks rows up. */
function oneHotTimesTable(
  at: Rewriter,
  { transposeA, transposeB, alpha }: Attributes["matmul"],
  a: ValueId,
  b: ValueId,
) {
  const hot = oneHot(at, a);
  if (hot === undefined || transposeA || transposeB || alpha !== 1 || at.shape(b).length !== 2)
    return undefined;
  const [ids, valid] = withinRange(at, hot.ids, hot.depth);
  const rows = at.graph.one("gather", { axis: 0, batchDims: 0 }, b, ids);
  const factor = at.binary("mul", valid, at.scalar(alpha, valid));
  return at.binary("mul", rows, at.reshape(factor, [...at.shape(ids), 1]));
}

/** one-hot(ids)ᵀ · rows adds rows up by id; ids out of range add nothing. */
function transposedOneHotTimesRows(
  at: Rewriter,
  { transposeA, transposeB, alpha }: Attributes["matmul"],
  a: ValueId,
  b: ValueId,
) {
  const hot = oneHot(at, a);
  if (hot === undefined || !transposeA || transposeB) return undefined;
  if (at.shape(a).length !== 2 || at.shape(b).length !== 2) return undefined;
  const [ids, valid] = withinRange(at, hot.ids, hot.depth);
  const factor = at.binary("mul", valid, at.scalar(alpha, valid));
  const rows = at.binary("mul", b, at.reshape(factor, [...at.shape(ids), 1]));
  return at.graph.one("scatterAdd", { size: hot.depth, inRange: true }, rows, ids);
}

/** Ids that rows are looked up with elsewhere need no check. */
function scatterInRange(
  at: Rewriter,
  { size, inRange }: Attributes["scatterAdd"],
  values: ValueId,
  ids: ValueId,
) {
  if (inRange || !at.isInRange(ids, size)) return undefined;
  return at.graph.one("scatterAdd", { size, inRange: true }, values, ids);
}

function extentOf(shape: Shape, axes: readonly number[]): number {
  return axes.reduce((product, axis) => product * shape[axis]!, 1);
}

function without(shape: Shape, axes: readonly number[]): Shape {
  return shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
}
