import type { RandomStream } from "../../../harness/random/index.ts";
import type { Regime } from "../../../harness/task/index.ts";
import { type Moments, solveMoments } from "../linear/least-squares.ts";
import { dot, norm, randomUnit, type Vector } from "../linear/vector.ts";

/** Least squares on labels that the round before wrote, plus noise of variance 1; inputs are standard normal and fresh. */
export interface Regression {
  readonly dimension: number;
  /** Examples of each round. */
  readonly examples: number;
  readonly rounds: number;
  readonly regime: Regime;
}

/** Excess test error ‖w_t − w‖² after each round. */
export function regress(
  random: RandomStream,
  { dimension, examples, rounds, regime }: Regression,
): readonly number[] {
  const truth = randomUnit(random, dimension);
  const errors: number[] = [];
  let teacher = truth;
  let moments = noMoments(dimension);
  for (let round = 0; round < rounds; round++) {
    if (regime === "replace") moments = noMoments(dimension);
    for (let example = 0; example < examples; example++) {
      const input = Float64Array.from({ length: dimension }, () => random.normal());
      moments = withExample(moments, input, dot(teacher, input) + random.normal());
    }
    teacher = solveMoments(moments, 1e-12);
    errors.push(norm(teacher.map((value, index) => value - truth[index]!)) ** 2);
  }
  return errors;
}

function noMoments(dimension: number): Moments {
  return {
    dimension,
    weight: 0,
    second: new Float64Array(dimension * dimension),
    cross: new Float64Array(dimension),
  };
}

/** Adds one example to moments, in place but for their weight. */
function withExample({ dimension, weight, second, cross }: Moments, input: Vector, target: number): Moments {
  for (let row = 0; row < dimension; row++) {
    cross[row]! += target * input[row]!;
    for (let column = row; column < dimension; column++)
      second[row * dimension + column]! += input[row]! * input[column]!;
  }
  return { dimension, weight: weight + 1, second, cross };
}

/**
 * Excess test error in units of σ²d/(T − d − 1), one round's own: t when data is replaced; when it accumulates at most Σ 1/i² ≤ π²/6
 * (Gerstgrasser et al. 2024, arXiv 2404.01413, Theorems 1 and 2).
 */
export function regressionLaw(round: number, regime: Regime): number {
  if (regime === "replace") return round;
  let sum = 0;
  for (let i = 1; i <= round; i++) sum += 1 / (i * i);
  return sum;
}

/** One round's own error, σ²d/(T − d − 1), exact for normal inputs. */
export function ownError({ dimension, examples }: Pick<Regression, "dimension" | "examples">): number {
  return dimension / (examples - dimension - 1);
}
