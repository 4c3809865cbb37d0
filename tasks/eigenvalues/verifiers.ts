import type { Parameters } from "../../harness/models/index.ts";
import type { Verify } from "../../harness/task/index.ts";
import type { Laboratory } from "./laboratory.ts";
import { guessPool } from "./pool.ts";

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
  return async (pool, { items, candidates }) => {
    const guesses = guessPool(pool);
    const { codec } = laboratory;
    const sources = codec.encodeSources(guesses.matrices);
    const asked = rowsOf(sources, codec.sourceLength, items);
    const numbers = items.map((item, place) => guesses.numberOf(item, candidates[place]!));
    return laboratory.score(await model(), asked, rowsOf(guesses.symbols, codec.targetLength, numbers));
  };
}

function rowsOf(values: Int32Array, width: number, rows: Uint32Array): Int32Array {
  const picked = new Int32Array(rows.length * width);
  rows.forEach(
    (row, place) => void picked.set(values.subarray(row * width, (row + 1) * width), place * width),
  );
  return picked;
}
