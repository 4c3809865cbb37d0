import { breakdownPoint, keepRates } from "../../../harness/selection/index.ts";
import { sequencePool } from "../../../harness/sequence/index.ts";
import type { CandidateList } from "../../../harness/task/index.ts";
import type { Measures, Setup } from "./setup.ts";
import { everyItem, firstOf, type GuessPool, greedyPool } from "./stock.ts";

/**
 * A student of verified guesses (the paper's Figure 4): greedy guesses that are right, and wrong ones with chance `error`, so φ = 1,
 * ψ = `error` and p⋆ = 1/(1 + `error`). Fresh matrices are drawn until `keep` guesses are kept. A higher error keeps all that a lower one does.
 */
export async function droppingStudent(setup: Setup, error: number, keep: number): Promise<Measures> {
  const lessons = await setup.stock.gather(keep, ({ isRight, luck }) => isRight || luck < error);
  return setup.student("verified", lessons);
}

/**
 * A student of the best of k guesses: of each of `keep` random inputs the guess nearest to the truth, or with chance `error` any of
 * them. No input is dropped. φ and ψ are measured among the guesses of those inputs, and p⋆ follows from them.
 */
export async function choosingStudent(setup: Setup, error: number, keep: number): Promise<Measures> {
  const { instance, generator, luck, seed } = setup;
  const position = { round: 1, regime: "replace" } as const;
  const decoding = { search: "sample", temperature: 1 };
  const pool: GuessPool = sequencePool(await generator.propose(position, decoding));
  const random = luck.split("choosing", seed);
  const chosen = Array.from(random.sample(pool.items, Math.min(keep, pool.items)), (item) => {
    // Both are drawn for every item, so that a higher error errs wherever a lower one does.
    const errs = random.uniform() < error;
    const any = random.integer(pool.candidatesOf());
    return { item, candidate: errs ? any : nearestGuess(pool, item) };
  });
  const kept = {
    items: Uint32Array.from(chosen, ({ item }) => item),
    candidates: Uint32Array.from(chosen, ({ candidate }) => candidate),
  };
  const measures = await setup.student("choosing", instance.reader.selected(pool, kept));
  return { ...measures, ...choiceRates(pool, kept) };
}

function nearestGuess(pool: GuessPool, item: number): number {
  let nearest = 0;
  for (let candidate = 1; candidate < pool.candidatesOf(); candidate++)
    if (pool.measureOf(item, candidate) < pool.measureOf(item, nearest)) nearest = candidate;
  return nearest;
}

/** φ, ψ and p⋆ among all guesses of the chosen items; a rate over nothing counts as 0. */
function choiceRates(pool: GuessPool, kept: CandidateList): Measures {
  const { phi, psi } = keepRates(pool, kept, kept.items);
  const rates = { phi: phi ?? 0, psi: psi ?? 0 };
  return { ...rates, pStar: breakdownPoint(rates) };
}

/** A student of greedy guesses for that many fresh matrices, none of them verified. */
export async function unverifiedStudent(setup: Setup, count: number): Promise<Measures> {
  const pool = await greedyPool(setup, setup.luck.split("unverified"), count);
  return setup.student("unverified", setup.instance.reader.selected(pool, firstOf(everyItem(pool))));
}
