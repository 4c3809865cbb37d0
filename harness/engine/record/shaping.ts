/** Kernels that move, repeat or make values without arithmetic. */
import type { GraphBuilder, ValueId } from "../graph/index.ts";
import type { DType, Shape } from "../tensors.ts";
import { sizeOf } from "../tensors.ts";
import { tf } from "../tfjs.ts";
import type { KernelRules, KernelType, Operand } from "./rule.ts";

type NoAttributes = Record<never, never>;

export interface ShapingKernels {
  BroadcastTo: KernelType<"x", { readonly shape: Shape }>;
  Concat: KernelType<never, { readonly axis: number }>;
  ExpandDims: KernelType<"input", { readonly dim: number }>;
  Fill: KernelType<never, { readonly shape: Shape; readonly value: number; readonly dtype?: DType }>;
  Identity: KernelType<"x", NoAttributes>;
  LinSpace: KernelType<never, { readonly start: number; readonly stop: number; readonly num: number }>;
  OnesLike: KernelType<"x", NoAttributes>;
  Pack: KernelType<never, { readonly axis: number }>;
  PadV2: KernelType<
    "x",
    { readonly paddings: readonly (readonly [number, number])[]; readonly constantValue: number }
  >;
  Range: KernelType<
    never,
    { readonly start: number; readonly stop: number; readonly step: number; readonly dtype?: DType }
  >;
  Reshape: KernelType<"x", { readonly shape: Shape }>;
  Reverse: KernelType<"x", { readonly dims: number | readonly number[] }>;
  Slice: KernelType<"x", { readonly begin: number | number[]; readonly size: number | number[] }>;
  SplitV: KernelType<"x", { readonly numOrSizeSplits: number | number[]; readonly axis: number }>;
  StridedSlice: KernelType<"x", StridedSliceAttributes>;
  Tile: KernelType<"x", { readonly reps: readonly number[] }>;
  Transpose: KernelType<"x", { readonly perm: readonly number[] }>;
  Unpack: KernelType<"value", { readonly axis: number }>;
  ZerosLike: KernelType<"x", NoAttributes>;
}

interface StridedSliceAttributes {
  readonly begin: number[];
  readonly end: number[];
  readonly strides: number[];
  readonly beginMask: number;
  readonly endMask: number;
  readonly ellipsisMask: number;
  readonly newAxisMask: number;
  readonly shrinkAxisMask: number;
}

export const shapingRules: KernelRules<ShapingKernels> = {
  BroadcastTo: (graph, { x }, { shape }) => graph.one("broadcast", { shape }, x.id),
  Concat: (graph, { all }, { axis }) => concat(graph, all, axis),
  ExpandDims: (graph, { input }, { dim }) => {
    const place = dim < 0 ? dim + input.shape.length + 1 : dim;
    return graph.one("reshape", { shape: input.shape.toSpliced(place, 0, 1) }, input.id);
  },
  Fill: (graph, _, { shape, value, dtype = "float32" }) => graph.one("fill", { shape, dtype, value }),
  Identity: (_, { x }) => x.id,
  LinSpace: (graph, _, { start, stop, num }) => {
    const step = num === 1 ? 0 : (stop - start) / (num - 1);
    return constant(
      graph,
      "float32",
      Array.from({ length: num }, (_unused, index) => start + index * step),
    );
  },
  OnesLike: (graph, { x }) => graph.one("fill", { shape: x.shape, dtype: x.dtype, value: 1 }),
  Pack: (graph, { all }, { axis }) => {
    const place = axis < 0 ? axis + all[0]!.shape.length + 1 : axis;
    const parts = all.map((part) => {
      const shape = part.shape.toSpliced(place, 0, 1);
      return { ...part, shape, id: graph.one("reshape", { shape }, part.id) };
    });
    return concat(graph, parts, place);
  },
  PadV2: (graph, { x }, { paddings, constantValue }) =>
    graph.one(
      "pad",
      {
        before: paddings.map(([before]) => before),
        after: paddings.map(([, after]) => after),
        value: constantValue,
      },
      x.id,
    ),
  Range: (graph, _, { start, stop, step, dtype = "float32" }) => {
    const count = Math.max(0, Math.ceil((stop - start) / step));
    return constant(
      graph,
      dtype,
      Array.from({ length: count }, (_unused, index) => start + index * step),
    );
  },
  Reshape: (graph, { x }, { shape }) =>
    graph.one("reshape", { shape: tf.util.inferFromImplicitShape([...shape], sizeOf(x.shape)) }, x.id),
  Reverse: (graph, { x }, { dims }) =>
    tf.util
      .parseAxisParam(mutable(dims), [...x.shape])
      .reduce((id, axis) => graph.one("reverse", { axis }, id), x.id),
  Slice: (graph, { x }, { begin, size }) => {
    const [from, extents] = tf.slice_util.parseSliceParams(asTensor(x), begin, size);
    return slice(graph, x, from!, extents!);
  },
  SplitV: (graph, { x }, { numOrSizeSplits, axis }) => {
    const place = tf.util.parseAxisParam(axis, [...x.shape])[0]!;
    const sizes = tf.backend_util.prepareSplitSize(asTensor(x), numOrSizeSplits, place);
    return sizes.map((size, part) => {
      const start = sizes.slice(0, part).reduce((sum, extent) => sum + extent, 0);
      return slice(
        graph,
        x,
        x.shape.map((_, other) => (other === place ? start : 0)),
        x.shape.with(place, size),
      );
    });
  },
  StridedSlice: (graph, { x }, attributes) => {
    const { begin, strides, finalShape, finalShapeSparse } = stridedSlice(x.shape, attributes);
    const id = graph.one("slice", { begin, size: finalShapeSparse, strides }, x.id);
    return graph.one("reshape", { shape: finalShape }, id);
  },
  Tile: tile,
  Transpose: (graph, { x }, { perm }) => graph.one("transpose", { permutation: perm }, x.id),
  Unpack: (graph, { value }, { axis }) => {
    const place = axis < 0 ? axis + value.shape.length : axis;
    return Array.from({ length: value.shape[place]! }, (_, index) => {
      const begin = value.shape.map((_unused, other) => (other === place ? index : 0));
      const id = slice(graph, value, begin, value.shape.with(place, 1));
      return graph.one("reshape", { shape: value.shape.toSpliced(place, 1) }, id);
    });
  },
  ZerosLike: (graph, { x }) => graph.one("fill", { shape: x.shape, dtype: x.dtype, value: 0 }),
};

/** tfjs's gradients tile axes of extent 1, which is broadcasting; other axes get an axis of their own first. */
function tile(
  graph: GraphBuilder,
  { x }: { readonly x: Operand },
  { reps }: { readonly reps: readonly number[] },
): ValueId {
  const parts = x.shape.flatMap((extent) => [1, extent]);
  const repeated = x.shape.flatMap((extent, axis) => [reps[axis]!, extent]);
  const full = x.shape.map((extent, axis) => extent * reps[axis]!);
  if (x.shape.every((extent, axis) => extent === 1 || reps[axis] === 1))
    return graph.one("broadcast", { shape: full }, x.id);
  const spread = graph.one("broadcast", { shape: repeated }, graph.one("reshape", { shape: parts }, x.id));
  return graph.one("reshape", { shape: full }, spread);
}

function concat(graph: GraphBuilder, parts: readonly Operand[], axis: number): ValueId {
  const place = axis < 0 ? axis + parts[0]!.shape.length : axis;
  const filled = parts.filter((part) => sizeOf(part.shape) > 0);
  const kept = filled.length === 0 ? parts.slice(0, 1) : filled;
  return graph.one("concat", { axis: place }, ...kept.map((part) => part.id));
}

function slice(graph: GraphBuilder, x: Operand, begin: readonly number[], size: readonly number[]): ValueId {
  return graph.one("slice", { begin, size, strides: size.map(() => 1) }, x.id);
}

function stridedSlice(shape: Shape, attributes: StridedSliceAttributes) {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attributes;
  return tf.slice_util.sliceInfo(
    [...shape],
    begin,
    end,
    strides,
    beginMask,
    endMask,
    ellipsisMask,
    newAxisMask,
    shrinkAxisMask,
  );
}

function constant(graph: GraphBuilder, dtype: DType, values: readonly number[]): ValueId {
  const data = dtype === "float32" ? Float32Array.from(values) : Int32Array.from(values);
  return graph.one("constant", { shape: [values.length], dtype, data });
}

/** tfjs's shape functions read only `shape`, but are typed for whole tensors. */
function asTensor(x: Operand): Parameters<typeof tf.backend_util.prepareSplitSize>[0] {
  return { ...x, shape: [...x.shape], rank: x.shape.length } as never;
}

function mutable(dims: number | readonly number[]): number | number[] {
  return typeof dims === "number" ? dims : [...dims];
}
