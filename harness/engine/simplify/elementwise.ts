/** Cheaper forms of elementwise operations. */
import type { BinaryFunction, ValueId } from "../graph/index.ts";
import { broadcastShapes } from "../graph/infer.ts";
import { sizeOf } from "../tensors.ts";
import type { Rewrite, Rewriter, Rewrites } from "./rewriter.ts";

export const elementwiseRules: Rewrites = {
  unary: [negTwice, negOfDifference, negOnSmallerFactor, stepOfRelu, unaryBeforeBroadcast],
  binary: [
    fillToTheRight,
    neutralOperand,
    divisionByNumber,
    negativeOperand,
    numbersTogether,
    numberIntoMatmul,
    binaryBeforeBroadcast,
    fillWithoutShape,
    logSoftmaxWritten,
    oneHotTermToPutAdd,
    padsToConcat,
  ],
  cast: [castToSame, castOfCast, castOfOneHot, castBeforeBroadcast],
};

const commutative: ReadonlySet<BinaryFunction> = new Set(["add", "mul", "max", "min"]);
const integral = new Set(["ceil", "floor", "round", "sign", "step"]);

function negTwice(at: Rewriter, { fn }: { fn: string }, x: ValueId) {
  const inner = at.made(x!, "unary");
  return fn === "neg" && inner?.attributes.fn === "neg" ? inner.inputs[0] : undefined;
}

function negOfDifference(at: Rewriter, { fn }: { fn: string }, x: ValueId) {
  const inner = at.made(x, "binary");
  if (fn !== "neg" || inner?.attributes.fn !== "sub" || !at.usedOnce(x)) return undefined;
  return at.binary("sub", inner.inputs[1]!, inner.inputs[0]!);
}

/** A sign costs a pass over its operand, so it moves to the factor with fewer values. */
function negOnSmallerFactor(at: Rewriter, { fn }: { fn: string }, x: ValueId) {
  const product = at.made(x, "binary");
  if (fn !== "neg" || product?.attributes.fn !== "mul" || !at.usedOnce(x)) return undefined;
  const [a, b] = product.inputs as [ValueId, ValueId];
  const number = at.fillValue(b);
  if (number !== undefined) return at.binary("mul", a, at.scalar(-number, b));
  if (8 * sizeOf(at.shape(b)) <= sizeOf(at.shape(x))) return at.binary("mul", a, at.unary("neg", b));
  if (8 * sizeOf(at.shape(a)) <= sizeOf(at.shape(x))) return at.binary("mul", b, at.unary("neg", a));
  return undefined;
}

/** relu(x) > 0 exactly when x > 0, and relu's output is kept anyway. */
function stepOfRelu(at: Rewriter, { fn }: { fn: string }, x: ValueId) {
  const relu = fn === "step" ? at.graph.find("unary", { fn: "relu" }, x) : undefined;
  return relu === undefined ? undefined : at.unary("step", relu[0]!);
}

function unaryBeforeBroadcast(at: Rewriter, { fn }: Parameters<Rewrite<"unary">>[1], x: ValueId) {
  const spread = at.made(x, "broadcast");
  return spread && at.broadcast(at.unary(fn, spread.inputs[0]!), spread.attributes.shape);
}

function fillToTheRight(at: Rewriter, { fn }: { fn: BinaryFunction }, a: ValueId, b: ValueId) {
  if (!commutative.has(fn) || at.fillValue(a) === undefined || at.fillValue(b) !== undefined)
    return undefined;
  return at.binary(fn, b, a);
}

function neutralOperand(at: Rewriter, { fn }: { fn: BinaryFunction }, a: ValueId, b: ValueId) {
  const right = at.fillValue(b);
  const outShape = broadcastShapes(fn, at.graph.spec(a), at.graph.spec(b));
  if (fn === "sub" && at.fillValue(a) === 0) return at.unary("neg", at.broadcast(b, outShape));
  if (right === undefined) return undefined;
  const neutral =
    fn === "add" || fn === "sub" ? 0 : fn === "mul" || fn === "div" || fn === "pow" ? 1 : undefined;
  if (right === neutral) return at.broadcast(a, outShape);
  if (fn === "mul" && right === -1) return at.unary("neg", at.broadcast(a, outShape));
  if (fn === "pow" && right === 2)
    return at.binary("mul", at.broadcast(a, outShape), at.broadcast(a, outShape));
  return undefined;
}

function divisionByNumber(at: Rewriter, { fn }: { fn: BinaryFunction }, a: ValueId, b: ValueId) {
  const divisor = at.made(b, "fill")?.attributes;
  if (fn !== "div" || divisor === undefined || divisor.dtype !== "float32" || divisor.value === 0)
    return undefined;
  return at.binary("mul", a, at.graph.one("fill", { ...divisor, value: 1 / divisor.value }));
}

function negativeOperand(at: Rewriter, { fn }: { fn: BinaryFunction }, a: ValueId, b: ValueId) {
  const negated = (value: ValueId) => {
    const inner = at.made(value, "unary");
    return inner?.attributes.fn === "neg" ? inner.inputs[0] : undefined;
  };
  const [left, right] = [negated(a), negated(b)];
  if (fn === "add" && right !== undefined) return at.binary("sub", a, right);
  if (fn === "add" && left !== undefined) return at.binary("sub", b, left);
  if (fn === "sub" && right !== undefined) return at.binary("add", a, right);
  if ((fn === "mul" || fn === "div") && left !== undefined && right !== undefined)
    return at.binary(fn, left, right);
  const number = at.fillValue(b);
  if (fn === "mul" && left !== undefined && number !== undefined)
    return at.binary("mul", left, at.scalar(-number, b));
  return undefined;
}

/** (x · 2) · 3 is x · 6, and (x + 2) + 3 is x + 5. */
function numbersTogether(at: Rewriter, { fn }: { fn: BinaryFunction }, a: ValueId, b: ValueId) {
  const inner = at.made(a, "binary");
  const outerNumber = at.fillValue(b);
  if (inner?.attributes.fn !== fn || outerNumber === undefined || (fn !== "mul" && fn !== "add"))
    return undefined;
  const innerNumber = at.fillValue(inner.inputs[1]!);
  if (innerNumber === undefined || at.shape(b).length > at.shape(a).length) return undefined;
  const number = fn === "mul" ? innerNumber * outerNumber : innerNumber + outerNumber;
  return at.broadcast(at.binary(fn, inner.inputs[0]!, at.scalar(number, b)), at.shape(a));
}

function numberIntoMatmul(at: Rewriter, { fn }: { fn: BinaryFunction }, a: ValueId, b: ValueId) {
  const product = at.made(a, "matmul");
  const number = at.fillValue(b);
  if (fn !== "mul" || product === undefined || number === undefined || !at.usedOnce(a)) return undefined;
  if (sizeOf(at.shape(b)) > 1 && at.shape(b).join() !== at.shape(a).join()) return undefined;
  const alpha = product.attributes.alpha * number;
  return at.graph.one("matmul", { ...product.attributes, alpha }, ...product.inputs);
}

function binaryBeforeBroadcast(at: Rewriter, { fn }: { fn: BinaryFunction }, a: ValueId, b: ValueId) {
  const [left, right] = [at.made(a, "broadcast"), at.made(b, "broadcast")];
  if (left === undefined && right === undefined) return undefined;
  const outShape = broadcastShapes(fn, at.graph.spec(a), at.graph.spec(b));
  return at.broadcast(at.binary(fn, left?.inputs[0] ?? a, right?.inputs[0] ?? b), outShape);
}

/** A fill only lends its number; its shape, if it matters, becomes a broadcast. */
function fillWithoutShape(at: Rewriter, { fn }: { fn: BinaryFunction }, a: ValueId, b: ValueId) {
  const number = at.fillValue(b);
  if (number !== undefined && at.shape(b).length > 0) return shaped(at, fn, a, b, a, at.scalar(number, b));
  const left = at.fillValue(a);
  if (left !== undefined && at.shape(a).length > 0) return shaped(at, fn, a, b, at.scalar(left, a), b);
  return undefined;
}

function shaped(
  at: Rewriter,
  fn: BinaryFunction,
  a: ValueId,
  b: ValueId,
  left: ValueId,
  right: ValueId,
): ValueId {
  const outShape = broadcastShapes(fn, at.graph.spec(a), at.graph.spec(b));
  return at.broadcast(at.binary(fn, left, right), outShape);
}

/** tf.logSoftmax writes (x − max) − log Σ exp(x − max). */
function logSoftmaxWritten(
  at: Rewriter,
  { fn }: { fn: BinaryFunction },
  shifted: ValueId,
  logTotal: ValueId,
) {
  const log = at.made(logTotal, "unary");
  const total = log?.attributes.fn === "log" ? at.made(log.inputs[0]!, "reduce") : undefined;
  const exponent = total?.attributes.fn === "sum" ? at.made(total.inputs[0]!, "unary") : undefined;
  if (fn !== "sub" || exponent?.attributes.fn !== "exp" || exponent.inputs[0] !== shifted) return undefined;
  const shift = at.made(shifted, "binary");
  const highest = shift?.attributes.fn === "sub" ? at.made(shift.inputs[1]!, "reduce") : undefined;
  if (highest?.attributes.fn !== "max" || highest.inputs[0] !== shift?.inputs[0]) return undefined;
  const last = String(at.shape(shifted).length - 1);
  if (total!.attributes.axes.join() !== last || highest.attributes.axes.join() !== last) return undefined;
  return at.graph.one("softmax", { log: true }, shift!.inputs[0]!);
}

/** x − one-hot(ids) · c, as the gradient of cross-entropy writes it, touches one value a row. */
function oneHotTermToPutAdd(at: Rewriter, { fn }: { fn: BinaryFunction }, a: ValueId, b: ValueId) {
  if (fn !== "add" && fn !== "sub") return undefined;
  const right = oneHotTerm(at, b);
  if (right !== undefined) return putAdd(at, a, right, fn === "sub" ? -1 : 1);
  const left = oneHotTerm(at, a);
  if (left === undefined) return undefined;
  return putAdd(at, fn === "sub" ? at.unary("neg", b) : b, left, 1);
}

interface OneHotTerm {
  readonly ids: ValueId;
  readonly depth: number;
  /** One factor a row, […,1], or none. */
  readonly factor: ValueId | undefined;
}

function oneHotTerm(at: Rewriter, value: ValueId): OneHotTerm | undefined {
  const product = at.made(value, "binary");
  if (product?.attributes.fn === "mul") {
    for (const [one, other] of [product.inputs, product.inputs.toReversed()] as [ValueId, ValueId][]) {
      const hot = oneHot(at, one);
      const rowShape = hot && [...at.shape(hot.ids), 1].join();
      if (hot !== undefined && at.shape(other).join() === rowShape) return { ...hot, factor: other };
      const number = at.fillValue(other);
      if (hot !== undefined && number !== undefined && at.shape(other).length === 0)
        return { ...hot, factor: other };
    }
    return undefined;
  }
  const hot = oneHot(at, value);
  return hot && { ...hot, factor: undefined };
}

/** The ids of a float32 one-hot of ones and zeros. */
export function oneHot(
  at: Rewriter,
  value: ValueId,
): { readonly ids: ValueId; readonly depth: number } | undefined {
  const hot = at.made(value, "oneHot");
  if (
    hot === undefined ||
    hot.attributes.on !== 1 ||
    hot.attributes.off !== 0 ||
    hot.attributes.dtype !== "float32"
  )
    return undefined;
  return { ids: hot.inputs[0]!, depth: hot.attributes.depth };
}

function putAdd(
  at: Rewriter,
  x: ValueId,
  { ids, depth, factor }: OneHotTerm,
  sign: 1 | -1,
): ValueId | undefined {
  const rows = at.shape(ids);
  if (at.shape(x).join() !== [...rows, depth].join()) return undefined;
  const [safeIds, valid] = withinRange(at, ids, depth);
  const scale =
    factor === undefined ? at.scalar(1, x) : at.reshape(factor, sizeOf(at.shape(factor)) === 1 ? [] : rows);
  const values = at.binary("mul", valid, sign === 1 ? scale : at.unary("neg", scale));
  return at.graph.one("putAdd", {}, x, safeIds, values);
}

/** A one-hot row of an id out of range is all zeros; a lookup needs an id in range and a factor of 0. */
export function withinRange(at: Rewriter, ids: ValueId, depth: number): readonly [ValueId, ValueId] {
  const low = at.binary("max", ids, at.scalar(0, ids));
  const safe = at.binary("min", low, at.scalar(depth - 1, ids));
  const valid = at.graph.one("cast", { to: "float32" }, at.graph.one("compare", { fn: "equal" }, ids, safe));
  return [safe, valid];
}

/** Two slices' gradients, padded with zeros and added, are one concatenation when they lie side by side. */
function padsToConcat(at: Rewriter, { fn }: { fn: BinaryFunction }, a: ValueId, b: ValueId) {
  const [left, right] = [at.made(a, "pad"), at.made(b, "pad")];
  if (fn !== "add" || !left || !right || left.attributes.value !== 0 || right.attributes.value !== 0)
    return undefined;
  const axes = at.shape(a).flatMap((_, axis) => {
    const same =
      left.attributes.before[axis] === right.attributes.before[axis] &&
      left.attributes.after[axis] === right.attributes.after[axis];
    return same ? [] : [axis];
  });
  const [axis] = axes;
  if (axis === undefined || axes.length > 1) return undefined;
  const ordered =
    left.attributes.before[axis]! < right.attributes.before[axis]! ? [left, right] : [right, left];
  const [first, second] = ordered as [typeof left, typeof right];
  const end = first.attributes.before[axis]! + at.shape(first.inputs[0]!)[axis]!;
  if (end !== second.attributes.before[axis]) return undefined;
  const joined = at.graph.one("concat", { axis }, first.inputs[0]!, second.inputs[0]!);
  return at.graph.one("pad", { ...first.attributes, after: second.attributes.after }, joined);
}

function castToSame(at: Rewriter, { to }: { to: string }, x: ValueId) {
  return at.graph.spec(x).dtype === to ? x : undefined;
}

/** Through an integer and back, when nothing is lost on the way. */
function castOfCast(at: Rewriter, { to }: Parameters<Rewrite<"cast">>[1], x: ValueId) {
  const inner = at.made(x, "cast");
  if (inner === undefined || inner.attributes.to === "bool") return undefined;
  const source = inner.inputs[0]!;
  const maker = at.made(source, "unary");
  const whole =
    at.graph.spec(source).dtype !== "float32" || (maker !== undefined && integral.has(maker.attributes.fn));
  return whole ? at.graph.one("cast", { to }, source) : undefined;
}

function castOfOneHot(at: Rewriter, { to }: Parameters<Rewrite<"cast">>[1], x: ValueId) {
  const hot = at.made(x, "oneHot");
  return hot && at.graph.one("oneHot", { ...hot.attributes, dtype: to }, hot.inputs[0]!);
}

function castBeforeBroadcast(at: Rewriter, { to }: Parameters<Rewrite<"cast">>[1], x: ValueId) {
  const spread = at.made(x, "broadcast");
  return spread && at.broadcast(at.graph.one("cast", { to }, spread.inputs[0]!), spread.attributes.shape);
}
