/** Pools that are made by rule, and strategies played on one: what entries do, without any task. */
import path from "node:path";
import type { RoundSelection } from "../../harness/selection/index.ts";
import { findIsolation, runRound } from "../../harness/strategy/index.ts";
import type { Entry } from "../../harness/submission/index.ts";
import type { Pool } from "../../harness/task/index.ts";

/** Most candidates that are kept. */
export const keep = 60;
/** Of every pool. */
export const items = 300;
const isolation = (await findIsolation()).kind;

/** Two thirds of the items have a right candidate; likelier ones are not right more often. */
export function poolOf(candidates: number): Pool {
  return {
    items,
    candidatesOf: () => candidates,
    item: (item) => ({
      input: [item],
      candidates: Array.from({ length: candidates }, (_, id) => ({
        output: id,
        logprob: -1 - ((item * 7 + id * 3) % 50),
        tokens: 1 + id,
      })),
    }),
    isCorrect: (item, candidate) => item % 3 > 0 && candidate === item % candidates,
    save: () => ({ arrays: {}, metadata: {} }),
  };
}

/** Diagonal matrices; a right candidate is the spectrum, a wrong one is off by more the higher its number. */
export function spectraOf(candidates: number): Pool {
  const pool = poolOf(candidates);
  const truth = (item: number) => [9 + (item % 7), 1 + (item % 3)];
  return {
    ...pool,
    item: (item) => ({
      input: truth(item).map((value, place) => (place === 0 ? [value, 0] : [0, value])),
      candidates: pool.item(item).candidates.map((candidate, id) => ({
        ...candidate,
        output: truth(item).map((value) => (pool.isCorrect(item, id) ? value : value + 2 + id)),
      })),
    }),
  };
}

/** A model that is right more often than not, with log-probabilities on both sides of ln 1/2. */
export const weakScore = (pool: Pool, item: number, candidate: number) =>
  Math.log(
    pool.isCorrect(item, candidate) && item % 5 > 0 ? 0.9 - (item % 7) / 100 : 0.1 + (item % 11) / 100,
  );

/** Plays one round of an entry, with 250 answers of each verifier. */
export function play(entry: Entry, pool: Pool): Promise<RoundSelection> {
  const scoring =
    (score: (pool: Pool, item: number, candidate: number) => number) =>
    async (scored: Pool, list: { items: Uint32Array; candidates: Uint32Array }) =>
      Float64Array.from(list.items, (item, at) => score(scored, item, list.candidates[at]!));
  const oracle = scoring((scored, item, candidate) => (scored.isCorrect(item, candidate) ? 1 : 0));
  return runRound({
    entry,
    task: "t",
    tier: "smoke",
    round: 1,
    rounds: 1,
    regime: "replace",
    seed: 2 ** 40 + 3,
    fields: {},
    budget: { keep, feedback: { oracle: 250, noisy: 250, strong: 250, weak: 250 } },
    limits: { seconds: 30, memoryMiB: 512, processes: 16, outputMiB: 4, logKiB: 64, scratchMiB: 4 },
    choices: Object.fromEntries(
      Object.entries(entry.decoding ?? {}).map(([name, value]) => [
        name,
        { default: "sample", values: ["sample", String(value)] },
      ]),
    ),
    propose: async () => pool,
    verifiers: { oracle, weak: scoring(weakScore), strong: scoring(weakScore) },
    noise: ["test"],
    isolation,
    logFile: path.join(import.meta.dirname, "../../.cache/test-submissions.log"),
  });
}
