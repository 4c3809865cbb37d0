import type { Guess } from "./encoding/index.ts";
import type { SymmetricMatrix } from "./matrices/index.ts";
import { accuracyAt, relativeError } from "./metric.ts";
import type { Setting } from "./settings.ts";

/**
 * Accuracy of one guess for each matrix: `accuracy` at the headline tolerance, `accuracy5` at 5 % and so on for each, and `easy` and
 * `hard`, the headline accuracy on the halves of the matrices with the larger and with the smaller Σ|λ|.
 */
export function accuracies(
  guesses: readonly Guess[],
  matrices: readonly SymmetricMatrix[],
  { tolerance, tolerances }: Pick<Setting, "tolerance" | "tolerances">,
): Record<string, number> {
  const errors = guesses.map((guess, index) => relativeError(guess, matrices[index]!.eigenvalues));
  const isHard = hardOnes(matrices);
  const half = (hard: boolean) => errors.filter((_, index) => isHard[index] === hard);
  return {
    accuracy: accuracyAt(errors, tolerance),
    ...Object.fromEntries(tolerances.map((one) => [`accuracy${100 * one}`, accuracyAt(errors, one)])),
    easy: accuracyAt(half(false), tolerance),
    hard: accuracyAt(half(true), tolerance),
  };
}

/** Whether a matrix is in the half with the smaller Σ|λ|, where the same digits make a larger relative error. */
function hardOnes(matrices: readonly SymmetricMatrix[]): readonly boolean[] {
  const sizes = matrices.map(({ eigenvalues }) =>
    eigenvalues.reduce((sum, value) => sum + Math.abs(value), 0),
  );
  const median = sizes.toSorted((a, b) => a - b)[sizes.length >> 1]!;
  return sizes.map((size) => size < median);
}
