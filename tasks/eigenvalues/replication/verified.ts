import { BenchError } from "../../../harness/errors/index.ts";
import { type Examples, joinExamples } from "../../../harness/models/index.ts";
import { breakdownPoint, keepRates } from "../../../harness/selection/index.ts";
import type { CandidateList } from "../../../harness/task/index.ts";
import { modelGenerator } from "../generator.ts";
import { drawMatrices, type Matrices } from "../matrices/index.ts";
import { GuessPool, guessPool } from "../pool.ts";
import { selectedExamples } from "../selected.ts";
import type { Measures, Setup } from "./setup.ts";

/** Pools that are drawn at most to fill one training set. */
const piecesAllowed = 100;

/** Greedy guesses for fresh matrices, one each. */
async function greedyPool({ world, generator }: Setup, matrices: Matrices): Promise<GuessPool> {
  const sources = world.reading.codec.encodeSources(matrices);
  return new GuessPool(
    matrices,
    world.reading,
    await world.laboratory.decode(generator, sources, { kind: "greedy" }),
  );
}

/**
 * A student of verified guesses (the paper's Figure 4): greedy guesses that are right, and wrong ones with chance `error`, so φ = 1,
 * ψ = `error` and p⋆ = 1/(1 + `error`). Fresh matrices are drawn until `keep` guesses are kept.
 */
export async function droppingStudent(setup: Setup, error: number, keep: number): Promise<Measures> {
  const { world, seed } = setup;
  const random = world.luck({ round: 0 }).split("verified", seed);
  const lessons: Examples[] = [];
  for (let piece = 0, kept = 0; kept < keep; piece++) {
    const matrices = drawMatrices(random.split("inputs", piece), world.setting.matrices, world.setting.pool);
    const pool = await greedyPool(setup, matrices);
    const luck = random.split("errors", piece);
    // Drawn for right guesses too, so that a higher error keeps all that a lower one does.
    const isKeptWrong = Array.from({ length: pool.items }, () => luck.uniform() < error);
    const items = everyItem(pool)
      .filter((item) => pool.isCorrect(item, 0) || isKeptWrong[item])
      .slice(0, keep - kept);
    if (piece === piecesAllowed) throw tooFewRight(keep, kept);
    lessons.push(selectedExamples(pool, { items, candidates: new Uint32Array(items.length) }));
    kept += items.length;
  }
  return setup.student("verified", joinExamples(lessons));
}

function tooFewRight(wanted: number, found: number): BenchError {
  return new BenchError("the generator is right too seldom to fill a training set with verified guesses", {
    code: "too-few-right",
    blame: "task",
    where: "replication.noisy.keep",
    expected: `${wanted} kept guesses in ${piecesAllowed} pools`,
    received: `${found}`,
    mend: "Lower `keep`, raise `tolerance`, or train the generator on more real examples.",
  });
}

function everyItem(pool: GuessPool): Uint32Array {
  return Uint32Array.from({ length: pool.items }, (_, item) => item);
}

/**
 * A student of the best of k guesses: of each of `keep` random inputs the guess nearest to the truth, or with chance `error` any of
 * them. No input is dropped. φ and ψ are measured among the guesses of those inputs, and p⋆ follows from them.
 */
export async function choosingStudent(setup: Setup, error: number, keep: number): Promise<Measures> {
  const { world, generator, seed } = setup;
  const position = { round: 1, regime: "replace" } as const;
  const decoding = { search: "sample", temperature: 1 };
  const pool = guessPool(await modelGenerator(world, generator).propose(position, decoding));
  const random = world.luck({ round: 0 }).split("choosing", seed);
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
  const measures = await setup.student("choosing", selectedExamples(pool, kept));
  return { ...measures, ...choiceRates(pool, kept) };
}

function nearestGuess(pool: GuessPool, item: number): number {
  let nearest = 0;
  for (let candidate = 1; candidate < pool.candidatesOf(); candidate++)
    if (pool.errorOf(item, candidate) < pool.errorOf(item, nearest)) nearest = candidate;
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
  const { world } = setup;
  const random = world.luck({ round: 0 }).split("unverified");
  const matrices = drawMatrices(random, world.setting.matrices, count);
  const pool = await greedyPool(setup, matrices);
  const everything = { items: everyItem(pool), candidates: new Uint32Array(count) };
  return setup.student("unverified", selectedExamples(pool, everything));
}
