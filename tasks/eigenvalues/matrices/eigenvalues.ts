import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { trianglePlace } from "./matrices.ts";

/** Eigenvalues, descending, of the symmetric n × n matrix whose lower triangle starts at `start`. */
export function symmetricEigenvalues(entries: ArrayLike<number>, start: number, size: number): number[] {
  const matrix = new Matrix(size, size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++)
      matrix.set(row, column, entries[start + trianglePlace(row, column)]!);
  }
  const { realEigenvalues } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  return realEigenvalues.sort((a, b) => b - a);
}
