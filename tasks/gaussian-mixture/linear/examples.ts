import type { Vector } from "./vector.ts";

/** A class of the mixture. */
export type Label = 1 | -1;

/**
 * Inputs with labels. Coordinates are whole multiples of 1/`perUnit`, kept as those integers: what goes over
 * the wire is exactly what is trained on, and sums of products are exact whatever their order.
 */
export interface LabelledInputs {
  readonly count: number;
  readonly dimension: number;
  readonly perUnit: number;
  /** `count` × `dimension`, row by row. */
  readonly inputs: Int16Array;
  /** ±1, `count`. */
  readonly labels: Int8Array;
}

/** w·x of one example. */
export function margin(examples: LabelledInputs, row: number, weights: Vector): number {
  const { inputs, dimension, perUnit } = examples;
  const start = row * dimension;
  let sum = 0;
  for (let index = 0; index < dimension; index++) sum += weights[index]! * inputs[start + index]!;
  return sum / perUnit;
}

/** w·x of every example. */
export function margins(examples: LabelledInputs, weights: Vector): Float64Array {
  return Float64Array.from({ length: examples.count }, (_, row) => margin(examples, row, weights));
}

/** The class of a margin; a margin of exactly 0 counts as +1. */
export function labelOf(margin: number): Label {
  return margin >= 0 ? 1 : -1;
}

/** The coordinates of one example in the mixture's own units. */
export function inputOf({ inputs, dimension, perUnit }: LabelledInputs, row: number): number[] {
  const start = row * dimension;
  const input = new Array<number>(dimension);
  for (let index = 0; index < dimension; index++) input[index] = inputs[start + index]! / perUnit;
  return input;
}
