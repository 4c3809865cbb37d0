/** Symmetric matrices of one size with their spectra; entries are kept exactly as the models read them. */
export interface Matrices {
  readonly count: number;
  /** n: matrices are n × n. */
  readonly size: number;
  /** Lower triangles, row by row: `[count, n(n+1)/2]`, rounded to 3 significant digits. */
  readonly entries: Float64Array;
  /** Eigenvalues of the rounded matrices in descending order: `[count, n]`. */
  readonly eigenvalues: Float64Array;
}

/** Numbers in the lower triangle of an n × n matrix. */
export function triangleSize(size: number): number {
  return (size * (size + 1)) / 2;
}

/** Place of entry (row, column) in a lower triangle, either way round. */
export function trianglePlace(row: number, column: number): number {
  return row >= column ? (row * (row + 1)) / 2 + column : trianglePlace(column, row);
}

/** One matrix as rows of numbers, as strategies see it. */
export function rowsOf({ size, entries }: Matrices, index: number): number[][] {
  const start = index * triangleSize(size);
  return Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (_, column) => entries[start + trianglePlace(row, column)]!),
  );
}

/** Eigenvalues of one matrix, descending. */
export function spectrumOf({ size, eigenvalues }: Matrices, index: number): Float64Array {
  return eigenvalues.subarray(index * size, (index + 1) * size);
}
