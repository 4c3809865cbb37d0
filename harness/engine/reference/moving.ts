/** Values moved, repeated and looked up. */
import { type Shape, sizeOf } from "../tensors.ts";
import { broadcastStrides, stridesOf, walk } from "./strides.ts";

/** Values in row-major order; bool as 0 and 1. */
export interface Reference {
  readonly shape: Shape;
  readonly data: Float64Array;
}

/** Values read through strides. */
export function take(
  shape: Shape,
  strides: readonly number[],
  start: number,
  data: Float64Array,
): Float64Array {
  const out = new Float64Array(sizeOf(shape));
  walk(shape, strides, start, (target, source) => {
    out[target] = data[source]!;
  });
  return out;
}

/** Values of a tensor broadcast to a shape. */
export function spread({ shape, data }: Reference, to: Shape): Float64Array {
  return take(to, broadcastStrides(shape, to), 0, data);
}

/** A function of two tensors broadcast together. */
export function zip(
  shape: Shape,
  a: Reference,
  b: Reference,
  fn: (a: number, b: number) => number,
): Float64Array {
  const right = spread(b, shape);
  return spread(a, shape).map((value, place) => fn(value, right[place]!));
}

/** Tensors joined along an axis. */
export function concat(axis: number, shape: Shape, inputs: readonly Reference[]): Float64Array {
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

/** A tensor with a border of one value. */
export function pad(before: readonly number[], value: number, shape: Shape, x: Reference): Float64Array {
  const out = new Float64Array(sizeOf(shape)).fill(value);
  const strides = stridesOf(shape);
  const start = before.reduce((sum, count, axis) => sum + count * strides[axis]!, 0);
  walk(x.shape, strides, start, (source, target) => {
    out[target] = x.data[source]!;
  });
  return out;
}

/** Rows along an axis by id, batch axes together. */
export function gather(
  axis: number,
  batchDims: number,
  shape: Shape,
  x: Reference,
  ids: Reference,
): Float64Array {
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
