import type { RandomStream } from "../../../harness/random/index.ts";
import type { SequencePool } from "../../../harness/sequence/index.ts";
import type { CandidateList, Selection, TaskInstance } from "../../../harness/task/index.ts";

/** What a rule may look at. */
export interface RuleInput {
  readonly pool: SequencePool;
  readonly verifiers: TaskInstance["verifiers"];
  readonly random: RandomStream;
  /** Most candidates to keep. */
  readonly keep: number;
}

/** A selection rule run in this process, without protocol or sandbox. */
export interface Rule {
  /** Offered the truth instead of the generator's guesses. */
  readonly truth?: true;
  /** The student learns the true spectra of the chosen matrices, so that only their choice is felt. */
  readonly corrected?: true;
  select(input: RuleInput): Promise<Selection>;
}

/** Keeps items whose greedy guess is right. */
const pruneGreedy: Rule = {
  select: async (input) => oneEach(input, (item) => (input.pool.isCorrect(item, 0) ? 0 : undefined)),
};

/** Keeps a random right guess of an item. */
const pruneAny: Rule = {
  select: async (input) => oneEach(input, (item, random) => anyRight(input.pool, item, random)),
};

/** Plain versions of the obvious strategies, to choose the task's numbers with. */
export const rules: Readonly<Record<string, Rule>> = {
  random: {
    select: async (input) => oneEach(input, (_, random) => random.integer(input.pool.candidatesOf())),
  },
  "keep all": { select: async ({ pool }) => weighted(wholePool(pool)) },
  "all greedy": { select: async (input) => oneEach({ ...input, keep: input.pool.items }, () => 0) },
  greedy: { select: async (input) => oneEach(input, () => 0) },
  clean: { truth: true, select: async (input) => oneEach(input, () => 0) },
  prune: { select: async (input) => oneEach(input, (item) => firstRight(input.pool, item)) },
  "prune greedy": pruneGreedy,
  "prune greedy, corrected": { ...pruneGreedy, corrected: true },
  "prune any": pruneAny,
  "prune any, corrected": { ...pruneAny, corrected: true },
  "best of k": {
    select: async (input) =>
      oneEach(input, (item) => best(input.pool, (c) => -input.pool.measureOf(item, c))),
  },
  "most confident": { select: async (input) => mostConfident(input) },
  "strong, best of k": { select: async (input) => bestBy(input, "strong") },
  "weak, best of k": { select: async (input) => bestBy(input, "weak") },
};

/** One candidate each of random items, until enough are kept; an undefined candidate skips its item. */
function oneEach(
  { pool, random, keep }: RuleInput,
  choose: (item: number, random: RandomStream) => number | undefined,
): Selection {
  const items: number[] = [];
  const candidates: number[] = [];
  for (const item of random.sample(pool.items, pool.items)) {
    const candidate = choose(item, random);
    if (candidate === undefined) continue;
    if (items.length === keep) break;
    items.push(item);
    candidates.push(candidate);
  }
  return weighted({ items: Uint32Array.from(items), candidates: Uint32Array.from(candidates) });
}

function firstRight(pool: SequencePool, item: number): number | undefined {
  for (let candidate = 0; candidate < pool.candidatesOf(); candidate++)
    if (pool.isCorrect(item, candidate)) return candidate;
  return undefined;
}

function anyRight(pool: SequencePool, item: number, random: RandomStream): number | undefined {
  const right = Array.from({ length: pool.candidatesOf() }, (_, candidate) => candidate).filter((candidate) =>
    pool.isCorrect(item, candidate),
  );
  return right.length === 0 ? undefined : right[random.integer(right.length)];
}

function best(pool: SequencePool, value: (candidate: number) => number): number {
  let found = 0;
  for (let candidate = 1; candidate < pool.candidatesOf(); candidate++)
    if (value(candidate) > value(found)) found = candidate;
  return found;
}

function mostConfident({ pool, keep }: RuleInput): Selection {
  const chosen = Array.from({ length: pool.items }, (_, item) => {
    const candidate = best(pool, (c) => pool.writing.logprobs[pool.numberOf(item, c)]!);
    return { item, candidate, logprob: pool.writing.logprobs[pool.numberOf(item, candidate)]! };
  });
  const kept = chosen.sort((a, b) => b.logprob - a.logprob).slice(0, keep);
  return weighted({
    items: Uint32Array.from(kept, ({ item }) => item),
    candidates: Uint32Array.from(kept, ({ candidate }) => candidate),
  });
}

async function bestBy(input: RuleInput, verifier: "strong" | "weak"): Promise<Selection> {
  const { pool, random, keep, verifiers } = input;
  const items = random.sample(pool.items, keep);
  const perItem = pool.candidatesOf();
  const asked = {
    items: Uint32Array.from({ length: keep * perItem }, (_, place) => items[Math.floor(place / perItem)]!),
    candidates: Uint32Array.from({ length: keep * perItem }, (_, place) => place % perItem),
  };
  const scores = await verifiers[verifier]!(pool, asked);
  const candidates = Uint32Array.from(items, (_, place) => best(pool, (c) => scores[place * perItem + c]!));
  return weighted({ items, candidates });
}

function wholePool(pool: SequencePool): CandidateList {
  const size = pool.items * pool.candidatesOf();
  return {
    items: Uint32Array.from({ length: size }, (_, number) => Math.floor(number / pool.candidatesOf())),
    candidates: Uint32Array.from({ length: size }, (_, number) => number % pool.candidatesOf()),
  };
}

function weighted(list: CandidateList): Selection {
  return { ...list, weights: new Float64Array(list.items.length).fill(1) };
}
