/** One case per recordable kernel: a missing one does not compile. */
import fc from "fast-check";
import { attendPast, boundary, layerNorm, type Tensor, tf } from "../../harness/engine/index.ts";
import type { KernelName } from "../../harness/engine/record/index.ts";
import {
  alongAxis,
  asFloat,
  axisOf,
  binary,
  bool,
  compare,
  extent,
  float,
  instance,
  int,
  type KernelCase,
  logical,
  ofTwo,
  reduce,
  sameShapes,
  shape,
  unary,
  window,
} from "./kernel-case.ts";

export const kernelCases: { readonly [K in KernelName]: KernelCase } = {
  Abs: unary(tf.abs),
  Add: binary(tf.add),
  AddN: instance(shape.map((of) => [[float(of), float(of), float(of)], (...all) => tf.addN([...all])])),
  All: reduce((x, axes, keepDims) => asFloat(tf.all(tf.greater(x, 0.7), axes, keepDims)), false),
  Any: reduce((x, axes, keepDims) => asFloat(tf.any(tf.greater(x, 1.2), axes, keepDims)), false),
  ArgMax: alongAxis((x, axis) => asFloat(tf.argMax(x, axis)), false),
  ArgMin: alongAxis((x, axis) => asFloat(tf.argMin(x, axis)), false),
  BatchMatMul: instance(
    fc
      .tuple(extent, extent, extent, fc.array(extent, { maxLength: 2 }), fc.boolean(), fc.boolean())
      .map(([m, k, n, batch, transposeA, transposeB]) => [
        [
          float([...batch, ...(transposeA ? [k, m] : [m, k])]),
          float([...batch, ...(transposeB ? [n, k] : [k, n])]),
        ],
        (a, b) => tf.matMul(a!, b!, transposeA, transposeB),
      ]),
  ),
  BroadcastTo: instance(
    shape.map((of) => [
      [float(of.map((size, axis) => (axis % 2 === 0 ? 1 : size)))],
      (x) => tf.broadcastTo(x!, of as [number]),
    ]),
  ),
  Cast: unary((x) => tf.cast(tf.cast(x, "int32"), "float32"), 1, 9, false),
  Ceil: unary(tf.ceil, 0.1, 0.9),
  ClipByValue: unary((x) => tf.clipByValue(x, -1.0001, 0.9999)),
  Concat: instance(
    axisOf.map(([of, axis]) => [
      [float(of), float(of.with(axis, 2)), float(of)],
      (...all) => tf.concat([...all], axis),
    ]),
  ),
  Cos: unary(tf.cos),
  Cosh: unary(tf.cosh),
  /** tfjs differentiates it along the last axis, and along any axis of a matrix. */
  Cumsum: instance(
    fc
      .tuple(shape, fc.boolean(), fc.boolean())
      .map(([of, exclusive, reverse]) => [
        [float(of)],
        (x) => tf.cumsum(x!, of.length - 1, exclusive, reverse),
      ]),
  ),
  Elu: unary(tf.elu),
  EluGrad: unary(tf.elu),
  EngineAttendPast: instance(
    fc.tuple(extent, extent, extent, fc.constantFrom(3, 8, 16)).map(([rows, heads, past, depth]) => {
      const [now, before] = [float([rows, heads, 1, depth]), float([rows, heads, past, depth])];
      return [[now, now, now, before, before], (q, k, v, pk, pv) => attendPast(q!, k!, v!, pk!, pv!)];
    }),
    false,
  ),
  EngineBoundary: instance(shape.map((of) => [[float(of)], (x) => boundary(x!, 0)])),
  EngineLayerNorm: instance(shape.map((of) => [[float([...of, 3])], (x) => layerNorm(x!)])),
  Equal: compare(tf.equal),
  Erf: unary(tf.erf),
  Exp: unary(tf.exp),
  ExpandDims: instance(
    fc.tuple(shape, fc.nat(1)).map(([of, axis]) => [[float(of)], (x) => tf.square(tf.expandDims(x!, axis))]),
  ),
  Expm1: unary(tf.expm1),
  Fill: instance(shape.map((of) => [[float(of)], (x) => tf.mul(x!, tf.fill([...of], 1.5))])),
  Floor: unary(tf.floor, 0.1, 0.9),
  FloorDiv: ofTwo(
    (a, b) => asFloat(tf.floorDiv(a, b)),
    (a, b) => [int(a, -9, 9), int(b, 1, 4)],
    false,
  ),
  GatherNd: instance(
    fc
      .tuple(extent, extent)
      .map(([rows, taken]) => [
        [float([rows, 3]), int([taken, 1], 0, rows - 0.01)],
        (x, ids) => tf.gatherND(x!, ids!),
      ]),
    false,
  ),
  GatherV2: instance(
    fc
      .tuple(axisOf, extent, extent)
      .map(([[of, axis], left, right]) => [
        [float(of), int([left, right], 0, of[axis]! - 0.01)],
        (x, ids) => tf.gather(x!, ids! as never, axis),
      ]),
  ),
  Greater: compare(tf.greater),
  GreaterEqual: compare(tf.greaterEqual),
  Identity: unary((x) => tf.square(tf.clone(x))),
  IsNan: unary((x) => asFloat(tf.isNaN(tf.log(x))), -2, 2, false),
  LeakyRelu: unary((x) => tf.leakyRelu(x, 0.3)),
  Less: compare(tf.less),
  LessEqual: compare(tf.lessEqual),
  LinSpace: instance(extent.map((count) => [[float([count])], (x) => tf.mul(x!, tf.linspace(0, 1, count))])),
  Log: unary(tf.log, 0.2, 3),
  Log1p: unary(tf.log1p, -0.5, 2),
  LogicalAnd: logical(tf.logicalAnd),
  LogicalNot: ofTwo(
    (a) => asFloat(tf.logicalNot(a)),
    (a, b) => [bool(a), bool(b)],
    false,
  ),
  LogicalOr: logical(tf.logicalOr),
  LogSoftmax: unary((x) => tf.logSoftmax(x)),
  Max: reduce((x, axes, keepDims) => tf.max(x, axes, keepDims)),
  Maximum: sameShapes(tf.maximum),
  Mean: reduce((x, axes, keepDims) => tf.mean(x, axes, keepDims)),
  Min: reduce((x, axes, keepDims) => tf.min(x, axes, keepDims)),
  Minimum: sameShapes(tf.minimum),
  Mod: binary(tf.mod, 1.1, 1.9),
  Multiply: binary(tf.mul),
  Neg: unary(tf.neg),
  NotEqual: compare(tf.notEqual),
  OneHot: instance(
    fc
      .tuple(shape, fc.integer({ min: 2, max: 4 }))
      .map(([of, depth]) => [
        [int(of, -1, depth + 1), float([...of, depth])],
        (ids, x) => tf.sum(tf.mul(tf.oneHot(ids! as never, depth), x!), -1),
      ]),
  ),
  OnesLike: unary((x) => tf.mul(x, tf.onesLike(x))),
  Pack: instance(
    fc
      .tuple(shape, fc.nat(1))
      .map(([of, axis]) => [[float(of), float(of)], (a, b) => tf.stack([a!, b!], axis)]),
  ),
  PadV2: instance(
    fc.tuple(shape, fc.nat(2), fc.nat(2)).map(([of, before, after]) => [
      [float(of)],
      (x) =>
        tf.pad(
          x!,
          of.map(() => [before, after]),
          0.5,
        ),
    ]),
  ),
  Pow: binary(tf.pow, 0.5, 2),
  Prelu: ofTwo(
    (x, slope) => tf.prelu(x, tf.reshape(slope, x.shape)),
    (a) => [float(a), float(a)],
    true,
  ),
  Prod: reduce((x, axes, keepDims) => tf.prod(x, axes, keepDims), false),
  Range: instance(extent.map((count) => [[float([count])], (x) => tf.mul(x!, tf.range(0, count, 1))])),
  RealDiv: binary(tf.div, 0.5, 2),
  Reciprocal: unary(tf.reciprocal, 0.5, 2),
  Relu: unary(tf.relu),
  Relu6: unary((x) => tf.relu6(tf.mul(x, 5))),
  Reshape: instance(shape.map((of) => [[float(of)], (x) => tf.square(tf.reshape(x!, [-1]))])),
  Reverse: alongAxis((x, axis) => tf.reverse(x, axis)),
  Round: unary(tf.round, 0.55, 0.9),
  Rsqrt: unary(tf.rsqrt, 0.3, 3),
  Select: instance(
    shape.map((of) => [[bool(of), float(of), float(of)], (condition, a, b) => tf.where(condition!, a!, b!)]),
  ),
  Sigmoid: unary(tf.sigmoid),
  Sign: unary(tf.sign),
  Sin: unary(tf.sin),
  Sinh: unary(tf.sinh),
  Slice: instance(
    fc
      .tuple(window, window)
      .map(([[row, rows], [column, columns]]) => [
        [float([4, 4])],
        (x) => tf.slice(x!, [row, column], [rows, columns]),
      ]),
  ),
  Softmax: unary((x) => tf.softmax(x)),
  Softplus: unary(tf.softplus),
  SplitV: instance(
    fc
      .tuple(extent, fc.nat(1))
      .map(([size, axis]) => [
        [float(axis === 0 ? [size + 3, 2] : [2, size + 3])],
        (x) => tf.split(x!, [1, size, 2], axis).map((part, index) => tf.mul(part, index + 1)),
      ]),
  ),
  Sqrt: unary(tf.sqrt, 0.3, 3),
  Square: unary(tf.square),
  SquaredDifference: sameShapes(tf.squaredDifference),
  Step: unary((x) => tf.step(x, 0.3)),
  StridedSlice: instance(
    fc
      .tuple(window, fc.constantFrom(1, 2))
      .map(([[begin, size], stride]) => [
        [float([4, 4])],
        (x) => tf.stridedSlice(x!, [begin, 3], [begin + size, 0], [stride, -1]),
      ]),
    false,
  ),
  Sub: binary(tf.sub),
  Sum: reduce((x, axes, keepDims) => tf.sum(x, axes, keepDims)),
  Tan: unary(tf.tan, -1, 1),
  Tanh: unary(tf.tanh),
  Tile: instance(
    fc.tuple(shape, fc.integer({ min: 1, max: 3 })).map(([of, times]) => [
      [float(of)],
      (x) =>
        tf.tile(
          x!,
          of.map((_, axis) => (axis % 2 === 0 ? times : 1)),
        ),
    ]),
  ),
  TopK: instance(
    fc.tuple(extent, extent).map(([rows, k]) => [
      [float([rows, 4])],
      (x) => {
        const { values, indices } = tf.topk(x!, k);
        return [values, asFloat(indices)];
      },
    ]),
    false,
  ),
  Transpose: instance(
    shape.chain((of) =>
      fc
        .shuffledSubarray([...of.keys()], { minLength: of.length })
        .map((order) => [[float(of)], (x: Tensor) => tf.square(tf.transpose(x, order))] as never),
    ),
  ),
  /** tfjs differentiates it into two parts or more. */
  Unpack: instance(
    fc
      .tuple(shape, fc.integer({ min: 2, max: 3 }))
      .map(([of, parts]) => [
        [float([...of, parts])],
        (x) => tf.unstack(x!, -1).map((part, index) => tf.mul(part, index + 1)),
      ]),
  ),
  UnsortedSegmentSum: instance(
    fc
      .tuple(extent, extent, extent)
      .map(([rows, width, size]) => [
        [float([rows, width]), int([rows], 0, size - 0.01)],
        (x, ids) => tf.unsortedSegmentSum(x!, ids! as never, size),
      ]),
  ),
  ZerosLike: unary((x) => tf.add(x, tf.zerosLike(x))),
};
