// Asks a judge that errs at a known rate, and keeps random candidates that it calls right.
import { type Candidate, strategy } from "collapse-bench";

strategy<{ Params: { error: number } }>((pool) => {
  const candidates = Array.from(pool, (item) => item.candidates).flat();
  const asked = pool.sample(candidates, pool.left["noisy"]!);
  const scores = pool.ask("noisy", asked, { error: pool.params.error });
  const right = onePerItem(asked.filter((_, place) => scores[place]! > 0.5));
  return pool.sample(right.length > 0 ? right : onePerItem(asked), pool.keep);
});

/** The first candidate of each item. */
function onePerItem(candidates: readonly Candidate[]): Candidate[] {
  return [...new Map(candidates.toReversed().map((candidate) => [candidate.item, candidate])).values()];
}
