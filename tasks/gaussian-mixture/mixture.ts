import type { RandomStream } from "../../harness/random/index.ts";
import type { LabelledInputs } from "./linear/examples.ts";
import { randomUnit, type Vector } from "./linear/vector.ts";

/** x given y is N(yμ, σ²I), y = ±1 with equal chance, ‖μ‖ = 1 (Feng et al. 2024, Gaussian mixture). */
export interface Mixture {
  readonly mean: Vector;
  readonly sigma: number;
  /** Coordinates are rounded to this many decimals. */
  readonly decimals: number;
}

/** A mixture whose mean points in a random direction. */
export function drawMixture(
  random: RandomStream,
  shape: { readonly dimension: number; readonly sigma: number; readonly decimals: number },
): Mixture {
  return { mean: randomUnit(random, shape.dimension), sigma: shape.sigma, decimals: shape.decimals };
}

/** `count` independent examples with their true labels. */
export function drawExamples(random: RandomStream, mixture: Mixture, count: number): LabelledInputs {
  const { mean, sigma, decimals } = mixture;
  const dimension = mean.length;
  const perUnit = 10 ** decimals;
  const inputs = new Int16Array(count * dimension);
  const labels = new Int8Array(count);
  for (let row = 0; row < count; row++) {
    const label = random.uniform() < 0.5 ? -1 : 1;
    labels[row] = label;
    const start = row * dimension;
    for (let index = 0; index < dimension; index++)
      inputs[start + index] = Math.round(perUnit * (label * mean[index]! + sigma * random.normal()));
  }
  return { count, dimension, perUnit, inputs, labels };
}
