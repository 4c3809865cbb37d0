/** Cheaper forms of operations that only move values. */
import type { Attributes, ValueId } from "../graph/index.ts";
import { type Shape, sizeOf } from "../tensors.ts";
import type { Rewriter, Rewrites } from "./rewriter.ts";

export const shapingRules: Rewrites = {
  reshape: [reshapeToSame, reshapeOfReshape, reshapeOfFill, reshapeBeforeBroadcast],
  transpose: [
    transposeOfNothing,
    transposeOfTranspose,
    transposeOfFill,
    transposeOfOnes,
    transposeBeforeBroadcast,
  ],
  broadcast: [broadcastToSame, broadcastOfBroadcast, broadcastOfFill],
  slice: [sliceOfAll, sliceOfSlice, sliceOfConcat, sliceOfFill],
  concat: [concatOfOne, concatOfConcat, concatOfNeighbours],
  pad: [padByNothing],
};

function reshapeToSame(at: Rewriter, { shape }: { shape: Shape }, x: ValueId) {
  return at.shape(x).join() === shape.join() && at.shape(x).length === shape.length ? x : undefined;
}

function reshapeOfReshape(at: Rewriter, { shape }: { shape: Shape }, x: ValueId) {
  const inner = at.made(x, "reshape");
  return inner && at.reshape(inner.inputs[0]!, shape);
}

function reshapeOfFill(at: Rewriter, { shape }: { shape: Shape }, x: ValueId) {
  const fill = at.made(x, "fill");
  return fill && at.graph.one("fill", { ...fill.attributes, shape });
}

/** Possible when the reshape only adds or drops axes of extent 1, or when one value is spread everywhere. */
function reshapeBeforeBroadcast(at: Rewriter, { shape }: { shape: Shape }, x: ValueId) {
  const spread = at.made(x, "broadcast");
  if (spread === undefined) return undefined;
  const source = spread.inputs[0]!;
  if (sizeOf(at.shape(source)) === 1)
    return at.broadcast(
      at.reshape(
        source,
        shape.map(() => 1),
      ),
      shape,
    );
  const wide = at.shape(x);
  if (wide.filter((extent) => extent !== 1).join() !== shape.filter((extent) => extent !== 1).join())
    return undefined;
  const padded = [...wide.slice(at.shape(source).length).map(() => 1), ...at.shape(source)];
  const kept = padded.filter((_, axis) => wide[axis] !== 1);
  let next = 0;
  const narrow = shape.map((extent) => (extent === 1 ? 1 : kept[next++]!));
  return at.broadcast(at.reshape(source, narrow), shape);
}

function transposeOfNothing(_: Rewriter, { permutation }: Attributes["transpose"], x: ValueId) {
  return permutation.every((axis, place) => axis === place) ? x : undefined;
}

function transposeOfTranspose(at: Rewriter, { permutation }: Attributes["transpose"], x: ValueId) {
  const inner = at.made(x, "transpose");
  if (inner === undefined) return undefined;
  const joined = permutation.map((axis) => inner.attributes.permutation[axis]!);
  return at.graph.one("transpose", { permutation: joined }, inner.inputs[0]!);
}

function transposeOfFill(at: Rewriter, { permutation }: Attributes["transpose"], x: ValueId) {
  const fill = at.made(x, "fill");
  const shape = permutation.map((axis) => at.shape(x)[axis]!);
  return fill && at.graph.one("fill", { ...fill.attributes, shape });
}

/** Moving only axes of extent 1 leaves the values where they are. */
function transposeOfOnes(at: Rewriter, { permutation }: Attributes["transpose"], x: ValueId) {
  const moved = permutation.filter((axis) => at.shape(x)[axis] !== 1);
  if (!moved.every((axis, place) => place === 0 || axis > moved[place - 1]!)) return undefined;
  return at.reshape(
    x,
    permutation.map((axis) => at.shape(x)[axis]!),
  );
}

function transposeBeforeBroadcast(at: Rewriter, { permutation }: Attributes["transpose"], x: ValueId) {
  const spread = at.made(x, "broadcast");
  if (spread === undefined) return undefined;
  const source = spread.inputs[0]!;
  const padded = [
    ...at
      .shape(x)
      .slice(at.shape(source).length)
      .map(() => 1),
    ...at.shape(source),
  ];
  const moved = at.graph.one("transpose", { permutation }, at.reshape(source, padded));
  return at.broadcast(
    moved,
    permutation.map((axis) => at.shape(x)[axis]!),
  );
}

function broadcastToSame(at: Rewriter, { shape }: { shape: Shape }, x: ValueId) {
  return at.shape(x).length === shape.length && at.shape(x).join() === shape.join() ? x : undefined;
}

function broadcastOfBroadcast(at: Rewriter, { shape }: { shape: Shape }, x: ValueId) {
  const inner = at.made(x, "broadcast");
  return inner && at.broadcast(inner.inputs[0]!, shape);
}

function broadcastOfFill(at: Rewriter, { shape }: { shape: Shape }, x: ValueId) {
  const fill = at.made(x, "fill");
  return fill && at.graph.one("fill", { ...fill.attributes, shape });
}

function sliceOfAll(at: Rewriter, { size, strides }: Attributes["slice"], x: ValueId) {
  return size.join() === at.shape(x).join() && strides.every((stride) => stride === 1) ? x : undefined;
}

function sliceOfSlice(at: Rewriter, outer: Attributes["slice"], x: ValueId) {
  const inner = at.made(x, "slice");
  if (inner === undefined || [...inner.attributes.strides, ...outer.strides].some((stride) => stride !== 1))
    return undefined;
  const begin = outer.begin.map((place, axis) => place + inner.attributes.begin[axis]!);
  return at.graph.one("slice", { ...outer, begin }, inner.inputs[0]!);
}

/** A slice that lies within one part of a concatenation is a slice of that part. */
function sliceOfConcat(at: Rewriter, { begin, size, strides }: Attributes["slice"], x: ValueId) {
  const joined = at.made(x, "concat");
  if (joined === undefined || strides.some((stride) => stride !== 1)) return undefined;
  const { axis } = joined.attributes;
  let start = 0;
  for (const part of joined.inputs) {
    const extent = at.shape(part)[axis]!;
    const place = begin[axis]! - start;
    if (place >= 0 && place + size[axis]! <= extent)
      return at.graph.one("slice", { begin: begin.with(axis, place), size, strides }, part);
    start += extent;
  }
  return undefined;
}

function sliceOfFill(at: Rewriter, { size }: Attributes["slice"], x: ValueId) {
  const fill = at.made(x, "fill");
  return fill && at.graph.one("fill", { ...fill.attributes, shape: size });
}

function concatOfOne(_: Rewriter, __: Attributes["concat"], ...parts: readonly ValueId[]) {
  return parts.length === 1 ? parts[0] : undefined;
}

function concatOfConcat(at: Rewriter, { axis }: Attributes["concat"], ...parts: readonly ValueId[]) {
  const inner = (part: ValueId) => {
    const joined = at.made(part, "concat");
    return joined?.attributes.axis === axis && at.usedOnce(part) ? joined.inputs : undefined;
  };
  if (!parts.some((part) => inner(part))) return undefined;
  return at.graph.one("concat", { axis }, ...parts.flatMap((part) => inner(part) ?? [part]));
}

/** Slices of one tensor, side by side and put together again, are one slice. */
function concatOfNeighbours(at: Rewriter, { axis }: Attributes["concat"], ...parts: readonly ValueId[]) {
  const slices = parts.map((part) => at.made(part, "slice"));
  const [first] = slices;
  if (first === undefined) return undefined;
  let next = first.attributes.begin[axis]!;
  for (const slice of slices) {
    if (slice === undefined || slice.inputs[0] !== first.inputs[0]) return undefined;
    const { begin, size, strides } = slice.attributes;
    if (strides.some((stride) => stride !== 1)) return undefined;
    if (begin.with(axis, 0).join() !== first.attributes.begin.with(axis, 0).join() || begin[axis] !== next)
      return undefined;
    next += size[axis]!;
  }
  const size = first.attributes.size.with(axis, next - first.attributes.begin[axis]!);
  return at.graph.one("slice", { ...first.attributes, size }, first.inputs[0]!);
}

function padByNothing(_: Rewriter, { before, after }: Attributes["pad"], x: ValueId) {
  return [...before, ...after].every((count) => count === 0) ? x : undefined;
}
