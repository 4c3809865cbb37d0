import type { Judge } from "../../harness/sequence/index.ts";
import type { Guess } from "./encoding/index.ts";
import type { SymmetricMatrix } from "./matrices/index.ts";
import { relativeError } from "./metric.ts";

/**
 * Measures the relative error e against the exact spectrum; right below τ. Its score is 1/(1 + e/τ), so 1 for the truth, above 0.5
 * exactly for what is right, 0 for what is no spectrum.
 */
export function spectrumJudge(tolerance: number): Judge<SymmetricMatrix, Guess> {
  return {
    measure: (guess, { input }) => relativeError(guess, input.eigenvalues),
    isRight: (error) => error < tolerance,
    score: (error) => 1 / (1 + error / tolerance),
  };
}
