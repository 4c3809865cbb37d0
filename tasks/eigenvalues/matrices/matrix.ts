/** A symmetric matrix with its spectrum; entries are kept exactly as the models read them. */
export interface SymmetricMatrix {
  /** n: the matrix is n × n. */
  readonly size: number;
  /** The lower triangle, row by row: n(n+1)/2 numbers of 3 significant digits. */
  readonly entries: readonly number[];
  /** Eigenvalues of the rounded matrix, descending. */
  readonly eigenvalues: readonly number[];
}

/** Numbers in the lower triangle of an n × n matrix. */
export function triangleSize(size: number): number {
  return (size * (size + 1)) / 2;
}

/** Place of entry (row, column) in a lower triangle, either way round. */
export function trianglePlace(row: number, column: number): number {
  return row >= column ? (row * (row + 1)) / 2 + column : trianglePlace(column, row);
}

/** A matrix as rows of numbers, as strategies see it. */
export function rowsOf({ size, entries }: Pick<SymmetricMatrix, "size" | "entries">): number[][] {
  return Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (__, column) => entries[trianglePlace(row, column)]!),
  );
}
