import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { type TrainingPart, type TrainingSet, totalWeight } from "./training-set.ts";
import { dot, type Vector } from "./vector.ts";

/** Σ w x xᵀ (d × d, upper triangle) and Σ w y x (d), in the mixture's own units. */
export interface Moments {
  readonly dimension: number;
  readonly weight: number;
  readonly second: Float64Array;
  readonly cross: Vector;
}

/**
 * argmin over β of Σ w (y − β·x)² / Σ w + ridge ‖β‖², by the normal equations, and that minimum. No intercept: the
 * classes are balanced around the origin. Nothing to train on gives β = 0 and a loss of 1.
 */
export function fitLeastSquares(
  set: TrainingSet,
  dimension: number,
  ridge: number,
): { readonly weights: Vector; readonly loss: number } {
  const moments = momentsOf(set, dimension);
  const weights = solveMoments(moments, ridge);
  if (moments.weight === 0) return { weights, loss: 1 };
  // At the minimum (S + ridge) β = c, and y² = 1, so the objective is 1 − β·c.
  return { weights, loss: 1 - dot(weights, moments.cross) / moments.weight };
}

/** The moments of a training set; exact when all weights are whole numbers, so their order does not matter. */
export function momentsOf(set: TrainingSet, dimension: number): Moments {
  const second = new Float64Array(dimension * dimension);
  const cross = new Float64Array(dimension);
  for (const part of set) addPart(part, second, cross);
  return { dimension, weight: totalWeight(set), second, cross };
}

/** The minimiser for given moments. `ridge` > 0 makes the system positive definite. */
export function solveMoments({ dimension, weight, second, cross }: Moments, ridge: number): Vector {
  if (weight === 0) return new Float64Array(dimension);
  const matrix = new Matrix(dimension, dimension);
  for (let row = 0; row < dimension; row++) {
    for (let column = row; column < dimension; column++) {
      const value = second[row * dimension + column]! / weight;
      matrix.set(row, column, value);
      matrix.set(column, row, value);
    }
    matrix.set(row, row, matrix.get(row, row) + ridge);
  }
  const right = Matrix.columnVector(Array.from(cross, (value) => value / weight));
  return Float64Array.from(new CholeskyDecomposition(matrix).solve(right).to1DArray());
}

/** Rows handled at once, so that each sum is read and written once for several examples. */
const block = 4;

function addPart(part: TrainingPart, second: Float64Array, cross: Vector): void {
  const { dimension, perUnit } = part.examples;
  const scaled = new Float64Array(dimension * dimension);
  const scaledCross = new Float64Array(dimension);
  const plain = new Float64Array(block * dimension);
  const weighted = new Float64Array(block * dimension);
  for (let first = 0; first < part.rows.length; first += block) {
    fillBlock(part, first, plain, weighted, scaledCross);
    addOuterProducts(scaled, plain, weighted, dimension);
  }
  for (let index = 0; index < second.length; index++)
    second[index] = second[index]! + scaled[index]! / (perUnit * perUnit);
  for (let index = 0; index < dimension; index++)
    cross[index] = cross[index]! + scaledCross[index]! / perUnit;
}

/** Copies the next rows, plain and weighted; rows past the end count as zero. */
function fillBlock(
  part: TrainingPart,
  first: number,
  plain: Float64Array,
  weighted: Float64Array,
  cross: Vector,
): void {
  const { inputs, dimension } = part.examples;
  for (let slot = 0; slot < block; slot++) {
    const place = first + slot;
    const present = place < part.rows.length;
    const start = present ? part.rows[place]! * dimension : 0;
    const weight = present ? part.weights[place]! : 0;
    const target = present ? part.targets[place]! : 0;
    for (let index = 0; index < dimension; index++) {
      const value = present ? inputs[start + index]! : 0;
      plain[slot * dimension + index] = value;
      weighted[slot * dimension + index] = weight * value;
      cross[index] = cross[index]! + weight * target * value;
    }
  }
}

function addOuterProducts(sum: Float64Array, a: Float64Array, b: Float64Array, dimension: number): void {
  const [one, two, three] = [dimension, 2 * dimension, 3 * dimension];
  for (let row = 0; row < dimension; row++) {
    const [b0, b1, b2, b3] = [b[row]!, b[one + row]!, b[two + row]!, b[three + row]!];
    const start = row * dimension;
    for (let column = row; column < dimension; column++)
      sum[start + column] =
        sum[start + column]! +
        b0 * a[column]! +
        b1 * a[one + column]! +
        b2 * a[two + column]! +
        b3 * a[three + column]!;
  }
}
