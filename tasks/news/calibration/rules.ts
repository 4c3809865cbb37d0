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

/** The obvious strategies, in the order of the table. */
export const rules: readonly Rule[] = [
  { name: "random", choose: async (choice) => randomItems(choice) },
  { name: "keep all", choose: async ({ pool }) => selectionOf(allCandidates(pool)) },
  { name: "clean labels", truth: true, choose: async (choice) => randomItems(choice) },
  { name: "greedy", choose: async (choice) => greedyItems(choice) },
  judged("oracle"),
  { name: "oracle, right ones", choose: async (choice) => rightItems(choice) },
  best("self, highest", async ({ pool }, list) => confidences(pool, list)),
  judged("strong"),
  judged("weak"),
];

/** Each item's candidate with the highest score, and of these the highest. */
function best(name: string, score: (choice: Choice, list: CandidateList) => Promise<Float64Array>): Rule {
  return {
    name,
    async choose(choice) {
      const pairs = allCandidates(choice.pool);
      const scores = await score(choice, selectionOf(pairs));
      const order = pairs.map((_, place) => place).sort((a, b) => scores[b]! - scores[a]! || a - b);
      const byItem = new Map<number, Pair>();
      for (const place of order) {
        const [item] = pairs[place]!;
        if (!byItem.has(item)) byItem.set(item, pairs[place]!);
      }
      return selectionOf([...byItem.values()].slice(0, choice.keep));
    },
  };
}

/** The candidates that a verifier scores highest. */
function judged(name: VerifierName): Rule {
  return best(`${name}, highest`, ({ pool, verifiers }, list) => verifiers[name]!(pool, list));
}

/** The generator's own log-probability of each candidate, by symbol. */
function confidences(pool: Pool, { items, candidates }: CandidateList): Float64Array {
  return Float64Array.from(items, (item, place) => {
    const { logprob, tokens } = pool.item(item).candidates[candidates[place]!]!;
    return logprob / Math.max(1, tokens);
  });
}

/** Random ones among the right candidates, one an item. */
function rightItems({ pool, keep, random: stream }: Choice): Selection {
  const pairs = allCandidates(pool).filter(([item, candidate]) => pool.isCorrect(item, candidate));
  const byItem = new Map(stream.shuffle(pairs).map((pair) => [pair[0], pair]));
  return selectionOf(stream.shuffle([...byItem.values()]).slice(0, keep));
}

/** The first candidate of random items, which is the greedy one. */
function greedyItems({ pool, keep, random: stream }: Choice): Selection {
  return selectionOf([...stream.sample(pool.items, Math.min(keep, pool.items))].map((item) => [item, 0]));
}

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
