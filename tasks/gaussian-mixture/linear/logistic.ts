import { margin } from "./examples.ts";
import { momentsOf, solveMoments } from "./least-squares.ts";
import { logSigmoid, sigmoid } from "./normal.ts";
import { type TrainingPart, type TrainingSet, totalWeight } from "./training-set.ts";
import { norm, type Vector } from "./vector.ts";

export interface LogisticSettings {
  readonly ridge: number;
  readonly maxSteps: number;
  /** Stop when a step is shorter than this. */
  readonly tolerance: number;
}

/** Σ w log(1 + e^(−y β·x)) / Σ w + ½ ridge ‖β‖². */
export function logisticLoss(set: TrainingSet, weights: Vector, ridge: number): number {
  const total = totalWeight(set);
  let sum = 0;
  for (const part of set)
    part.rows.forEach((row, place) => {
      sum -= part.weights[place]! * logSigmoid(part.targets[place]! * margin(part.examples, row, weights));
    });
  return (total === 0 ? 0 : sum / total) + (ridge / 2) * norm(weights) ** 2;
}

/** Gradient of `logisticLoss`. */
export function logisticGradient(set: TrainingSet, weights: Vector, ridge: number): Vector {
  const total = totalWeight(set);
  const gradient = weights.map((value) => ridge * value);
  if (total === 0) return gradient;
  for (const part of set)
    part.rows.forEach((row, place) => {
      const target = part.targets[place]!;
      const slope =
        (-target * part.weights[place]! * sigmoid(-target * margin(part.examples, row, weights))) / total;
      addRow(gradient, part, row, slope);
    });
  return gradient;
}

/** The minimiser of `logisticLoss`, by Newton's method with halved steps; and the steps it took. */
export function fitLogistic(
  set: TrainingSet,
  dimension: number,
  { ridge, maxSteps, tolerance }: LogisticSettings,
): { readonly weights: Vector; readonly steps: number } {
  let weights: Vector = new Float64Array(dimension);
  for (let step = 1; step <= maxSteps; step++) {
    const direction = newtonStep(set, weights, ridge);
    weights = descended(set, weights, direction, ridge);
    if (norm(direction) < tolerance) return { weights, steps: step };
  }
  return { weights, steps: maxSteps };
}

/** Solves Hessian · step = gradient; the Hessian is the second moment weighted by p(1 − p), plus the ridge. */
function newtonStep(set: TrainingSet, weights: Vector, ridge: number): Vector {
  const total = totalWeight(set);
  const curved = set.map((part) => ({ ...part, weights: curvatures(part, weights) }));
  const hessian = momentsOf(curved, weights.length);
  const cross = logisticGradient(set, weights, ridge).map((value) => value * total);
  return solveMoments({ ...hessian, cross, weight: total }, ridge);
}

function curvatures(part: TrainingPart, weights: Vector): Float64Array {
  return part.weights.map((weight, place) => {
    const at = margin(part.examples, part.rows[place]!, weights);
    return weight * sigmoid(at) * sigmoid(-at);
  });
}

const halvings = 30;
/** Loss differences below this, relative to the loss, are rounding. */
const rounding = 1e-14;

/** One step down, halved until the loss does not grow. */
function descended(set: TrainingSet, weights: Vector, direction: Vector, ridge: number): Vector {
  const before = logisticLoss(set, weights, ridge);
  for (let halving = 0; halving < halvings; halving++) {
    const next = weights.map((value, index) => value - direction[index]! / 2 ** halving);
    if (logisticLoss(set, next, ridge) <= before * (1 + rounding)) return next;
  }
  return weights;
}

function addRow(sum: Vector, { examples }: TrainingPart, row: number, factor: number): void {
  const start = row * examples.dimension;
  const scale = factor / examples.perUnit;
  for (let index = 0; index < sum.length; index++)
    sum[index] = sum[index]! + scale * examples.inputs[start + index]!;
}
