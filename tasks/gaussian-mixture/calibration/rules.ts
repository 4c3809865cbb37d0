import type { RandomStream } from "../../../harness/random/index.ts";
import type { CandidateList, Pool, TaskInstance } from "../../../harness/task/index.ts";

/** What a rule may look at; it answers with items, best first. */
export interface RuleInput {
  readonly pool: Pool;
  readonly verifiers: TaskInstance["verifiers"];
  readonly random: RandomStream;
}

/** A selection rule run in this process, without protocol or sandbox. */
export interface Rule {
  /** Offered the truth instead of the generator's labels. */
  readonly truth?: true;
  /** May keep the whole pool. */
  readonly everything?: true;
  order(input: RuleInput): Promise<Uint32Array>;
}

const inAnyOrder = async ({ pool, random }: RuleInput) => random.sample(pool.items, pool.items);

/** Plain versions of the obvious strategies, to choose the task's numbers with. */
export const rules: Readonly<Record<string, Rule>> = {
  random: { order: inAnyOrder },
  "keep all": { everything: true, order: inAnyOrder },
  "clean labels": { truth: true, order: inAnyOrder },
  oracle: { order: (input) => passing(input, (item) => input.pool.isCorrect(item, 0)) },
  "noisy oracle, p = 0.3": {
    order: (input) =>
      passing(input, (item) => input.pool.isCorrect(item, 0) !== input.random.uniform() < 0.3),
  },
  "most confident": {
    order: async ({ pool }) => highest(pool, (item) => pool.item(item).candidates[0]!.logprob),
  },
  "weak, highest scores": { order: (input) => byScore(input, "weak") },
  "weak, agreeing": { order: (input) => agreeing(input, "weak") },
  "strong, highest scores": { order: (input) => byScore(input, "strong") },
  "strong, agreeing": { order: (input) => agreeing(input, "strong") },
};

async function passing(input: RuleInput, keep: (item: number) => boolean): Promise<Uint32Array> {
  return (await inAnyOrder(input)).filter(keep);
}

async function byScore(input: RuleInput, verifier: "weak" | "strong"): Promise<Uint32Array> {
  const scores = await scored(input, verifier);
  return highest(input.pool, (item) => scores[item]!);
}

async function agreeing(input: RuleInput, verifier: "weak" | "strong"): Promise<Uint32Array> {
  const scores = await scored(input, verifier);
  return passing(input, (item) => scores[item]! > Math.log(0.5));
}

function scored({ pool, verifiers }: RuleInput, verifier: "weak" | "strong"): Promise<Float64Array> {
  return verifiers[verifier]!(pool, wholePool(pool));
}

/** Every item's only candidate. */
export function wholePool(pool: Pool): CandidateList {
  const items = Uint32Array.from({ length: pool.items }, (_, item) => item);
  return { items, candidates: new Uint32Array(pool.items) };
}

function highest(pool: Pool, value: (item: number) => number): Uint32Array {
  const values = Float64Array.from({ length: pool.items }, (_, item) => value(item));
  return wholePool(pool).items.sort((a, b) => values[b]! - values[a]!);
}
