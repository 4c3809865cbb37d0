import type { Parameters } from "../../harness/models/index.ts";
import type { Verify } from "../../harness/task/index.ts";
import type { Judge } from "./model/judge.ts";
import { listedExamples, summaryPool } from "./pool.ts";

/**
 * R/(R + θ) with R the candidate's ROUGE-1 F against the reference and θ the score above which it is right: above 0.5
 * exactly when it is right, and higher for a better candidate.
 */
export const oracle: Verify = async (pool, { items, candidates }) => {
  const summaries = summaryPool(pool);
  const { rightAbove } = summaries.archive;
  return Float64Array.from(items, (item, place) => {
    const score = summaries.rouge1(item, candidates[place]!);
    return score === 0 ? 0 : score / (score + rightAbove);
  });
};

/** A trained model's log-probability of the candidate, per symbol. */
export function modelVerifier(judge: () => Promise<Judge>, parameters: () => Promise<Parameters>): Verify {
  return async (pool, list) =>
    (await judge()).likelihood(await parameters(), listedExamples(summaryPool(pool), list));
}
