/** Row-major addressing. */
import { type Shape, sizeOf } from "../tensors.ts";

/** How far apart neighbours along each axis lie. */
export function stridesOf(shape: Shape): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

/** Strides that read a tensor of `from` as if it had been broadcast to `to`. */
export function broadcastStrides(from: Shape, to: Shape): number[] {
  const strides = stridesOf(from);
  const missing = to.length - from.length;
  return to.map((_, axis) => {
    const own = axis - missing;
    return own < 0 || from[own] === 1 ? 0 : strides[own]!;
  });
}

/** Calls `visit(target, source)` for every place of `shape`, with `source` computed from strides and a start. */
export function walk(
  shape: Shape,
  strides: readonly number[],
  start: number,
  visit: (target: number, source: number) => void,
): void {
  const counter = shape.map(() => 0);
  const size = sizeOf(shape);
  let source = start;
  for (let target = 0; target < size; target++) {
    visit(target, source);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      counter[axis]! += 1;
      source += strides[axis]!;
      if (counter[axis]! < shape[axis]!) break;
      source -= strides[axis]! * shape[axis]!;
      counter[axis] = 0;
    }
  }
}
