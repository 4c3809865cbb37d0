import type { LabelledInputs } from "./examples.ts";

/** Rows of one body of inputs with the labels and weights to train on. */
export interface TrainingPart {
  readonly examples: LabelledInputs;
  /** Which examples; one may not occur twice. */
  readonly rows: Uint32Array;
  /** ±1 for each of `rows`: the label proposed, not the true one. */
  readonly targets: Int8Array;
  /** > 0 for each of `rows`; a weight of 2 is the same as training on the example twice. */
  readonly weights: Float64Array;
}

/** What a student is trained on: real data, selections, or both. */
export type TrainingSet = readonly TrainingPart[];

/** Rows of `examples` with their true labels, each once; all of them if none are named. */
export function realData(
  examples: LabelledInputs,
  rows: Uint32Array = Uint32Array.from({ length: examples.count }, (_, row) => row),
): TrainingPart {
  const targets = Int8Array.from(rows, (row) => examples.labels[row]!);
  return { examples, rows, targets, weights: new Float64Array(rows.length).fill(1) };
}

/** Sum of all weights: the number of examples, when each weighs 1. */
export function totalWeight(set: TrainingSet): number {
  return set.reduce((total, part) => part.weights.reduce((sum, weight) => sum + weight, total), 0);
}
