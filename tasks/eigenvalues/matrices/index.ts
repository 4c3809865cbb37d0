/**
 * Matrices: random symmetric matrices and their spectra.
 * In: a law and a random stream. Out: matrices, entries rounded as the models read them.
 * The eigensolver is ml-matrix's; tests hold it to closed forms for 2 × 2 and 3 × 3.
 */
export { drawMatrices, type MatrixLaw, type Spectrum, spectra } from "./draw.ts";
export { symmetricEigenvalues } from "./eigenvalues.ts";
export { rowsOf, type SymmetricMatrix, trianglePlace, triangleSize } from "./matrix.ts";
