import { Matrix, QrDecomposition } from "ml-matrix";
import type { RandomStream } from "../../../harness/random/index.ts";
import { round3 } from "../decimal.ts";
import { symmetricEigenvalues } from "./eigenvalues.ts";
import { type SymmetricMatrix, triangleSize } from "./matrix.ts";

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
export function drawMatrices(random: RandomStream, law: MatrixLaw, count: number): SymmetricMatrix[] {
  return Array.from({ length: count }, () => {
    const { size } = law;
    const entries = drawEntries(random, law).map(round3);
    return { size, entries, eigenvalues: symmetricEigenvalues({ size, entries }) };
  });
}

function drawEntries(random: RandomStream, { size, range, spectrum }: MatrixLaw): number[] {
  if (spectrum === "entries")
    return Array.from({ length: triangleSize(size) }, () => range * (2 * random.uniform() - 1));
  const rotation = randomRotation(random, size);
  const scale = (range * Math.sqrt(size)) / Math.sqrt(3);
  const values = Array.from({ length: size }, () => scale * standardised(random, spectrum));
  const matrix = rotation.mmul(Matrix.diag(values)).mmul(rotation.transpose());
  return matrix.to2DArray().flatMap((row, last) => row.slice(0, last + 1));
}

/** A draw of mean 0 and variance 1. */
function standardised(random: RandomStream, spectrum: Exclude<Spectrum, "entries">): number {
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
