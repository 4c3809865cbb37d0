import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { rowsOf, type SymmetricMatrix } from "./matrix.ts";

/** Eigenvalues, descending, of a symmetric matrix. */
export function symmetricEigenvalues(matrix: Pick<SymmetricMatrix, "size" | "entries">): number[] {
  const rows = new Matrix(rowsOf(matrix));
  const { realEigenvalues } = new EigenvalueDecomposition(rows, { assumeSymmetric: true });
  return realEigenvalues.sort((a, b) => b - a);
}
