/** Reductions and matrix products. */
import type { Attributes, ReduceFunction } from "../graph/index.ts";
import { type Shape, sizeOf } from "../tensors.ts";
import type { Reference } from "./moving.ts";
import { broadcastStrides, walk } from "./strides.ts";

/** Values reduced over axes that stay as extents of 1. */
export function reduce(fn: ReduceFunction, axes: readonly number[], x: Reference): Float64Array {
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

/** alpha × a·b with broadcast sheets; `shape` is the result's. */
export function matmul(
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

const add = (a: number, b: number) => a + b;
const multiply = (a: number, b: number) => a * b;
