import type { RandomStream } from "../../../harness/random/index.ts";
import { type Moments, solveMoments } from "../linear/least-squares.ts";
import { normalCdf } from "../linear/normal.ts";
import { dot, norm, randomUnit, type Vector } from "../linear/vector.ts";

/** A ridge classifier on synthetic examples of two Gaussians whose labels are wrong with chance ε, pruned by a verifier that errs. */
export interface Pruning {
  readonly dimension: number;
  readonly examples: number;
  /** Length of the mean; each coordinate has deviation 1. */
  readonly mean: number;
  readonly ridge: number;
  /** Chance that a label is wrong. */
  readonly error: number;
  /** Chances that a right and a wrong example is kept. */
  readonly keepsRight: number;
  readonly keepsWrong: number;
}

/** Draws, prunes, fits; the classifier's accuracy on the whole mixture. */
export function prune(random: RandomStream, pruning: Pruning): number {
  const { dimension, examples, ridge, error, keepsRight, keepsWrong } = pruning;
  const direction = randomUnit(random, dimension).map((value) => value * pruning.mean);
  const moments: Moments = {
    dimension,
    weight: examples,
    second: new Float64Array(dimension * dimension),
    cross: new Float64Array(dimension),
  };
  for (let example = 0; example < examples; example++) {
    const label = random.uniform() < 0.5 ? -1 : 1;
    const isWrong = random.uniform() < error;
    if (random.uniform() >= (isWrong ? keepsWrong : keepsRight)) continue;
    const input = direction.map((value) => label * value + random.normal());
    addRow(moments, input, isWrong ? -label : label);
  }
  return accuracyOf(solveMoments(moments, ridge), direction);
}

function addRow({ dimension, second, cross }: Moments, input: Vector, target: number): void {
  for (let row = 0; row < dimension; row++) {
    const value = input[row]!;
    cross[row]! += target * value;
    const start = row * dimension;
    for (let column = row; column < dimension; column++) second[start + column]! += value * input[column]!;
  }
}

/** P(sign(w·x) = y): Φ(w·μ/‖w‖); a half for no weights at all. */
function accuracyOf(weights: Vector, direction: Vector): number {
  const length = norm(weights);
  return length === 0 ? 0.5 : normalCdf(dot(weights, direction) / length);
}

/** The share of wrong labels at which every curve crosses one half: φ/(φ + ρ) (Firdoussi et al. 2024, arXiv 2410.08942). */
export function crossingError({
  keepsRight,
  keepsWrong,
}: Pick<Pruning, "keepsRight" | "keepsWrong">): number {
  return keepsRight / (keepsRight + keepsWrong);
}
