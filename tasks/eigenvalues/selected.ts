import { type Examples, pickRows } from "../../harness/models/index.ts";
import type { CandidateList } from "../../harness/task/index.ts";
import type { GuessPool } from "./pool.ts";

/** Some guesses of a pool, and optionally their weights, as examples in their order. */
export function selectedExamples(
  pool: GuessPool,
  { items, candidates, weights }: CandidateList & Pick<Examples, "weights">,
): Examples {
  const numbers = items.map((item, place) => pool.numberOf(item, candidates[place]!));
  return {
    count: items.length,
    sources: pickRows(pool.sources, pool.sources.length / pool.items, items),
    targets: pickRows(pool.symbols, pool.symbols.length / pool.logprobs.length, numbers),
    ...(weights && { weights }),
  };
}
