// Asks the weak verifier, and keeps random candidates that it finds likely enough, or those it finds likeliest.
import { type Candidate, strategy } from "collapse-bench";

interface Scored {
  readonly candidate: Candidate;
  readonly score: number;
}

strategy<{ Params: { threshold: number | null } }>((pool) => {
  const { threshold } = pool.params; // least score that is kept; null keeps the highest scores
  const candidates = Array.from(pool, (item) => item.candidates).flat();
  const asked = pool.sample(candidates, pool.left["weak"]!);
  const scores = pool.ask("weak", asked);
  const ranked = bestOfEachItem(asked.map((candidate, place) => ({ candidate, score: scores[place]! })));
  const passing = threshold === null ? [] : ranked.filter(({ score }) => score >= threshold);
  const kept = passing.length > 0 ? pool.sample(passing, pool.keep) : ranked.slice(0, pool.keep);
  return kept.map(({ candidate }) => candidate);
});

/** The best candidate of each item, best items first. */
function bestOfEachItem(scored: readonly Scored[]): Scored[] {
  const upwards = scored.toSorted((a, b) => a.score - b.score);
  const best = new Map(upwards.map((one) => [one.candidate.item, one]));
  return [...best.values()].sort((a, b) => b.score - a.score);
}
