import { Matrix, QrDecomposition } from "ml-matrix";
import type { RandomStream } from "../../../harness/random/index.ts";
import { round3 } from "../encoding/index.ts";
import { symmetricEigenvalues } from "./eigenvalues.ts";
import { type Matrices, triangleSize } from "./matrices.ts";

export const spectra = ["entries", "gaussian", "uniform", "laplace", "semicircle"] as const;
/**
 * What is drawn: `entries` draws the lower triangle uniformly in [−range, range] and mirrors it (Charton 2021, §2.1); the others draw
 * eigenvalues of the same variance from the law they name and turn them by a random rotation (§5).
 */
export type Spectrum = (typeof spectra)[number];

export interface MatrixLaw {
  /** n: matrices are n × n. */
  readonly size: number;
  /** Largest absolute entry under `entries`. */
  readonly range: number;
  readonly spectrum: Spectrum;
}

/** `count` independent matrices with the eigenvalues of their rounded entries. */
export function drawMatrices(random: RandomStream, law: MatrixLaw, count: number): Matrices {
  const { size } = law;
  const width = triangleSize(size);
  const entries = new Float64Array(count * width);
  const eigenvalues = new Float64Array(count * size);
  for (let index = 0; index < count; index++) {
    drawEntries(random, law, entries.subarray(index * width, (index + 1) * width));
    eigenvalues.set(symmetricEigenvalues(entries, index * width, size), index * size);
  }
  return { count, size, entries, eigenvalues };
}

function drawEntries(random: RandomStream, law: MatrixLaw, into: Float64Array): void {
  if (law.spectrum === "entries") {
    for (let place = 0; place < into.length; place++)
      into[place] = round3(law.range * (2 * random.uniform() - 1));
    return;
  }
  const { size } = law;
  const rotation = randomRotation(random, size);
  const scale = (law.range * Math.sqrt(size)) / Math.sqrt(3);
  const values = Array.from({ length: size }, () => scale * standardised(random, law.spectrum));
  const matrix = rotation.mmul(Matrix.diag(values)).mmul(rotation.transpose());
  let place = 0;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) into[place++] = round3(matrix.get(row, column));
  }
}

/** A draw of mean 0 and variance 1. */
function standardised(random: RandomStream, spectrum: Exclude<Spectrum, "entries"> | Spectrum): number {
  if (spectrum === "gaussian") return random.normal();
  const u = random.uniform();
  if (spectrum === "uniform") return Math.sqrt(3) * (2 * u - 1);
  if (spectrum === "laplace") {
    const magnitude = -Math.log(1 - random.uniform()) / Math.SQRT2;
    return u < 0.5 ? -magnitude : magnitude;
  }
  // A coordinate of a uniform point of the disc of radius 2 follows the semicircle law.
  return 2 * Math.sqrt(u) * Math.cos(2 * Math.PI * random.uniform());
}

/** Haar-distributed: the orthogonal factor of a Gaussian matrix, its columns signed like R's diagonal (Mezzadri 2007). */
function randomRotation(random: RandomStream, size: number): Matrix {
  const gaussian = new Matrix(size, size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) gaussian.set(row, column, random.normal());
  }
  const { orthogonalMatrix, upperTriangularMatrix } = new QrDecomposition(gaussian);
  const signs = Array.from({ length: size }, (_, index) =>
    upperTriangularMatrix.get(index, index) < 0 ? -1 : 1,
  );
  return orthogonalMatrix.mmul(Matrix.diag(signs));
}
