import type { Laboratory, Parameters } from "../../harness/models/index.ts";
import type { Verify } from "../../harness/task/index.ts";
import { guessPool } from "./pool.ts";
import { selectedExamples } from "./selected.ts";

/**
 * How right a candidate is, from its relative error e and the headline tolerance τ: 1/(1 + e/τ), so 1 for the truth, above 0.5
 * exactly when it is right, 0 for what is no spectrum.
 */
export function oracle(tolerance: number): Verify {
  return async (pool, { items, candidates }) => {
    const guesses = guessPool(pool);
    return Float64Array.from(
      items,
      (item, place) => 1 / (1 + guesses.errorOf(item, candidates[place]!) / tolerance),
    );
  };
}

/** Scores a candidate by the log-probability that a model gives it. */
export function modelVerifier(laboratory: Laboratory, model: () => Promise<Parameters>): Verify {
  return async (pool, list) => {
    const { sources, targets } = selectedExamples(guessPool(pool), list);
    return laboratory.score(await model(), sources, targets);
  };
}
