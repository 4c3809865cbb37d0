import type { RandomStream } from "../../../harness/random/index.ts";
import type { CandidateList, Pool, Selection, VerifierName, Verify } from "../../../harness/task/index.ts";

export type Verifiers = Readonly<Partial<Record<VerifierName, Verify>>>;

/** What a rule may look at. */
export interface Choice {
  readonly pool: Pool;
  readonly verifiers: Verifiers;
  /** Most candidates to keep. */
  readonly keep: number;
  readonly random: RandomStream;
}

/** A plain version of a strategy, without process and protocol. */
export interface Rule {
  readonly name: string;
  /** Chooses from the truth instead of the generator's pool. */
  readonly truth?: boolean;
  choose(choice: Choice): Promise<Selection>;
}

/** Random items, a random candidate of each. */
export const random: Rule = { name: "random", choose: async (choice) => randomItems(choice) };

/** Random items with their references. */
export const clean: Rule = {
  name: "clean labels",
  truth: true,
  choose: async (choice) => randomItems(choice),
};

/** Every candidate of every item. */
export const everything: Rule = {
  name: "keep all",
  choose: async ({ pool }) => selectionOf(allCandidates(pool)),
};

/** The first candidate of random items, which is the greedy one. */
export const greedy: Rule = {
  name: "greedy",
  choose: async ({ pool, keep, random: stream }) =>
    selectionOf([...stream.sample(pool.items, Math.min(keep, pool.items))].map((item) => [item, 0])),
};

/** Each item's candidate with the highest score, and of these the highest. */
export function best(
  name: string,
  score: (choice: Choice, list: CandidateList) => Promise<Float64Array>,
): Rule {
  return {
    name,
    async choose(choice) {
      const pairs = allCandidates(choice.pool);
      const scores = await score(choice, selectionOf(pairs));
      const ranked = pairs
        .map(([item, candidate], place) => ({ item, candidate, score: scores[place]! }))
        .sort((a, b) => b.score - a.score);
      const taken = new Set<number>();
      const kept = ranked.filter(({ item }) => !taken.has(item) && taken.add(item)).slice(0, choice.keep);
      return selectionOf(kept.map(({ item, candidate }) => [item, candidate]));
    },
  };
}

/** Random ones among the candidates that the oracle finds right, one an item. */
export const right: Rule = {
  name: "oracle, right ones",
  async choose({ pool, keep, random: stream }) {
    const pairs = allCandidates(pool).filter(([item, candidate]) => pool.isCorrect(item, candidate));
    const byItem = [...new Map(stream.shuffle(pairs).map((pair) => [pair[0], pair])).values()];
    return selectionOf(stream.shuffle(byItem).slice(0, keep));
  },
};

/** The candidates that a verifier scores highest. */
export function judged(name: VerifierName): Rule {
  return best(`${name}, highest`, ({ pool, verifiers }, list) => verifiers[name]!(pool, list));
}

/** The candidates that the generator itself finds likeliest, by symbol. */
export const self: Rule = best("self, highest", async ({ pool }, { items, candidates }) =>
  Float64Array.from(items, (item, place) => {
    const { logprob, tokens } = pool.item(item).candidates[candidates[place]!]!;
    return logprob / Math.max(1, tokens);
  }),
);

type Pair = [item: number, candidate: number];

function randomItems({ pool, keep, random: stream }: Choice): Selection {
  const items = stream.sample(pool.items, Math.min(keep, pool.items));
  return selectionOf([...items].map((item) => [item, stream.integer(pool.candidatesOf(item))]));
}

function allCandidates(pool: Pool): Pair[] {
  return Array.from({ length: pool.items }, (_, item) =>
    Array.from({ length: pool.candidatesOf(item) }, (__, candidate): Pair => [item, candidate]),
  ).flat();
}

function selectionOf(pairs: readonly Pair[]): Selection {
  return {
    items: Uint32Array.from(pairs, ([item]) => item),
    candidates: Uint32Array.from(pairs, ([, candidate]) => candidate),
    weights: new Float64Array(pairs.length).fill(1),
  };
}
