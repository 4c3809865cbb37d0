/** Kernels that combine values: products, reductions, lookups, normalisations. */
import type { GraphBuilder, ReduceFunction, ValueId } from "../graph/index.ts";
import { type DType, sizeOf } from "../tensors.ts";
import { tf } from "../tfjs.ts";
import type { KernelRule, KernelRules, KernelType, Operand } from "./rule.ts";

type NoAttributes = Record<never, never>;
type Axes = number | number[];
type Reduce = KernelType<"x", { readonly axis: Axes; readonly keepDims: boolean }>;

/** The engine's own kernel for `layerNorm`; eager backends compute it from smaller ones. */
export const layerNormKernel = "EngineLayerNorm";

/** The engine's own kernel for `attendPast`. */
export const attendPastKernel = "EngineAttendPast";

/** The engine's own kernel for `boundary`. */
export const boundaryKernel = "EngineBoundary";

export interface ComputingKernels {
  All: Reduce;
  Any: Reduce;
  ArgMax: KernelType<"x", { readonly axis: number }>;
  ArgMin: KernelType<"x", { readonly axis: number }>;
  BatchMatMul: KernelType<"a" | "b", { readonly transposeA: boolean; readonly transposeB: boolean }>;
  Cumsum: KernelType<"x", { readonly axis: number; readonly exclusive: boolean; readonly reverse: boolean }>;
  [attendPastKernel]: KernelType<"queries" | "keys" | "values" | "pastKeys" | "pastValues", NoAttributes>;
  [layerNormKernel]: KernelType<"x", { readonly epsilon: number }>;
  [boundaryKernel]: KernelType<"x", { readonly boundary: number; readonly isGradient: boolean }>;
  GatherNd: KernelType<"params" | "indices", NoAttributes>;
  GatherV2: KernelType<"x" | "indices", { readonly axis: number; readonly batchDims: number }>;
  LogSoftmax: KernelType<"logits", { readonly axis: number }>;
  Max: KernelType<"x", { readonly reductionIndices: Axes; readonly keepDims: boolean }>;
  Mean: Reduce;
  Min: Reduce;
  OneHot: KernelType<
    "indices",
    { readonly depth: number; readonly onValue: number; readonly offValue: number; readonly dtype?: DType }
  >;
  Prod: Reduce;
  Softmax: KernelType<"logits", { readonly dim: number }>;
  Sum: Reduce;
  TopK: KernelType<"x", { readonly k: number; readonly sorted: boolean }>;
  UnsortedSegmentSum: KernelType<"x" | "segmentIds", { readonly numSegments: number }>;
}

export const computingRules: KernelRules<ComputingKernels> = {
  All: truth("min"),
  Any: truth("max"),
  ArgMax: extreme("max"),
  ArgMin: extreme("min"),
  BatchMatMul: (graph, { a, b }, { transposeA, transposeB }) =>
    graph.one("matmul", { transposeA, transposeB, alpha: 1 }, a.id, b.id),
  Cumsum: (graph, { x }, { axis, exclusive, reverse }) =>
    graph.one("cumulativeSum", { axis: axisOf(x, axis), exclusive, reverse }, x.id),
  [attendPastKernel]: (graph, { queries, keys, values, pastKeys, pastValues }) =>
    graph.add("attendPast", {}, queries.id, keys.id, values.id, pastKeys.id, pastValues.id),
  [layerNormKernel]: (graph, { x }, { epsilon }) => graph.add("layerNorm", { epsilon }, x.id),
  [boundaryKernel]: (graph, { x }, { boundary, isGradient }) =>
    graph.one("after", { boundary, isGradient }, x.id),
  GatherNd: (graph, { params, indices }) => graph.one("gatherNd", {}, params.id, indices.id),
  GatherV2: (graph, { x, indices }, { axis, batchDims }) =>
    graph.one("gather", { axis: axisOf(x, axis), batchDims }, x.id, indices.id),
  LogSoftmax: (graph, { logits }) => graph.one("softmax", { log: true }, logits.id),
  Max: (graph, { x }, { reductionIndices, keepDims }) => reduced(graph, x, "max", reductionIndices, keepDims),
  Mean: (graph, { x }, { axis, keepDims }) =>
    reduced(
      graph,
      { ...x, dtype: "float32", id: graph.one("cast", { to: "float32" }, x.id) },
      "mean",
      axis,
      keepDims,
    ),
  Min: reduce("min"),
  OneHot: (graph, { indices }, { depth, onValue, offValue, dtype = "int32" }) =>
    graph.one("oneHot", { depth, on: onValue, off: offValue, dtype }, indices.id),
  Prod: reduce("prod"),
  Softmax: (graph, { logits }) => graph.one("softmax", { log: false }, logits.id),
  Sum: reduce("sum"),
  TopK: (graph, { x }, { k }) => graph.add("topK", { k }, x.id),
  UnsortedSegmentSum: (graph, { x, segmentIds }, { numSegments }) =>
    graph.one("scatterAdd", { size: numSegments, inRange: false }, x.id, segmentIds.id),
};

function reduce(fn: ReduceFunction): KernelRule<Reduce> {
  return (graph, { x }, { axis, keepDims }) => reduced(graph, x, fn, axis, keepDims);
}

function truth(fn: "min" | "max"): KernelRule<Reduce> {
  return (graph, { x }, { axis, keepDims }) => {
    const id = graph.one("cast", { to: "int32" }, x.id);
    return graph.one("cast", { to: "bool" }, reduced(graph, { ...x, id }, fn, axis, keepDims));
  };
}

function extreme(fn: "max" | "min"): KernelRule<KernelType<"x", { readonly axis: number }>> {
  return (graph, { x }, { axis }) => {
    const place = axisOf(x, axis);
    const id = graph.one("argExtreme", { fn, axis: place }, x.id);
    return graph.one("reshape", { shape: x.shape.toSpliced(place, 1) }, id);
  };
}

function reduced(
  graph: GraphBuilder,
  x: Operand,
  fn: ReduceFunction,
  axis: Axes,
  keepDims: boolean,
): ValueId {
  const axes = tf.util.parseAxisParam(axis, [...x.shape]);
  const id =
    axes.length === 0 || sizeOf(x.shape) === 0
      ? x.id
      : graph.one("reduce", { fn, axes, squeeze: false }, x.id);
  return keepDims
    ? id
    : graph.one("reshape", { shape: x.shape.filter((_, place) => !axes.includes(place)) }, id);
}

function axisOf(x: Operand, axis: number): number {
  return tf.util.parseAxisParam(axis, [...x.shape])[0]!;
}
