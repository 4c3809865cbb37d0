import type { RandomStream } from "../../../harness/random/index.ts";

/** A point or direction, length d. */
export type Vector = Float64Array;

/** Inner product of two vectors of equal length. */
export function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}

/** Euclidean length. */
export function norm(a: Vector): number {
  return Math.sqrt(dot(a, a));
}

/** Radians between two vectors, 0 to π; π/2 when either is zero, which is no better than a guess. */
export function angle(a: Vector, b: Vector): number {
  const lengths = norm(a) * norm(b);
  if (lengths === 0) return Math.PI / 2;
  return Math.acos(Math.max(-1, Math.min(1, dot(a, b) / lengths)));
}

/** `a` at length 1; a zero vector stays zero. */
export function unit(a: Vector): Vector {
  const length = norm(a);
  return length === 0 ? a : a.map((value) => value / length);
}

/** A uniformly random direction in `dimension` dimensions. */
export function randomUnit(random: RandomStream, dimension: number): Vector {
  return unit(Float64Array.from({ length: dimension }, () => random.normal()));
}

/** A unit vector at `radians` from the unit vector `axis`, its direction otherwise uniformly random. */
export function rotated(random: RandomStream, axis: Vector, radians: number): Vector {
  const draw = randomUnit(random, axis.length);
  const along = dot(draw, axis);
  const across = unit(draw.map((value, index) => value - along * axis[index]!));
  return axis.map((value, index) => Math.cos(radians) * value + Math.sin(radians) * across[index]!);
}
