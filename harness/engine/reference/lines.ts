/** What works on one line of values along an axis at a time. */
import { type Shape, sizeOf } from "../tensors.ts";
import type { Reference } from "./moving.ts";

/** Applies `fn` to every line of `x` along `axis`; its results lie along the same axis of the output. */
export function lines(
  x: Reference,
  axis: number,
  outShape: Shape,
  fn: (line: readonly number[]) => readonly number[],
): Float64Array {
  const out = new Float64Array(sizeOf(outShape));
  const extent = x.shape[axis]!;
  const outExtent = outShape[axis]!;
  const inner = sizeOf(x.shape.slice(axis + 1));
  const outer = sizeOf(x.shape.slice(0, axis));
  for (let left = 0; left < outer; left++) {
    for (let right = 0; right < inner; right++) {
      const line = Array.from(
        { length: extent },
        (_, place) => x.data[(left * extent + place) * inner + right]!,
      );
      for (const [place, value] of fn(line).entries())
        out[(left * outExtent + place) * inner + right] = value;
    }
  }
  return out;
}

/** Sums of the values up to each place, or before it. */
export function runningSum(line: readonly number[], exclusive: boolean, reverse: boolean): readonly number[] {
  const values = reverse ? line.toReversed() : line;
  let sum = 0;
  const sums = values.map((value) => {
    const before = sum;
    sum += value;
    return exclusive ? before : sum;
  });
  return reverse ? sums.toReversed() : sums;
}

/** exp(x − max) over its total, or its logarithm. */
export function softmax(line: readonly number[], log: boolean): readonly number[] {
  const highest = Math.max(...line);
  const total = line.reduce((sum, value) => sum + Math.exp(value - highest), 0);
  return line.map((value) => (log ? value - highest - Math.log(total) : Math.exp(value - highest) / total));
}

/** A line without its mean, over its deviation, and 1 / deviation. */
export function normalise(line: readonly number[], epsilon: number) {
  const mean = line.reduce((sum, value) => sum + value, 0) / line.length;
  const variance = line.reduce((sum, value) => sum + (value - mean) ** 2, 0) / line.length;
  const inverse = 1 / Math.sqrt(variance + epsilon);
  return { inverse, values: line.map((value) => (value - mean) * inverse) };
}
