// Asks for the truth, as far as the budget goes. Keeps random candidates that are right, or of random items the best candidate.
import { type Candidate, type Pool, strategy } from "collapse-bench";

strategy<{ Params: { mode: "prune" | "best-of-k" } }>((pool) => {
  const items = Array.from(pool, ({ candidates }) => candidates);
  return pool.params.mode === "prune" ? rightOnes(pool, items.flat()) : bestOnes(pool, items);
});

/** Random candidates that are right, one an item; where none is, random ones. */
function rightOnes(pool: Pool, candidates: readonly Candidate[]): Candidate[] {
  const asked = pool.sample(candidates, pool.left["oracle"]!);
  const scores = pool.ask("oracle", asked);
  const right = onePerItem(asked.filter((_, place) => scores[place]! > 0.5));
  return pool.sample(right.length > 0 ? right : onePerItem(asked), pool.keep);
}

/** The best candidate of each of random items, as far as the budget goes. */
function bestOnes(pool: Pool, items: readonly (readonly Candidate[])[]): Candidate[] {
  const asked = pool.sample(items, pool.keep).flat().slice(0, pool.left["oracle"]!);
  const scores = pool.ask("oracle", asked);
  const places = asked.map((_, place) => place).sort((a, b) => scores[b]! - scores[a]!);
  return onePerItem(places.map((place) => asked[place]!));
}

/** The first candidate of each item. */
function onePerItem(candidates: readonly Candidate[]): Candidate[] {
  return [...new Map(candidates.toReversed().map((candidate) => [candidate.item, candidate])).values()];
}
