import type { Laboratory, Parameters } from "../../harness/models/index.ts";
import type { Verify } from "../../harness/task/index.ts";
import { listedExamples, summaryPool } from "./pool.ts";
import { specialSymbols } from "./text/index.ts";

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

/** A trained model's log-probability of the candidate, per symbol; float32, like the model. */
export function modelVerifier(laboratory: Laboratory, model: () => Promise<Parameters>): Verify {
  return async (pool, list) => {
    const { sources, targets } = listedExamples(summaryPool(pool), list);
    const scores = await laboratory.score(await model(), sources, targets);
    const { targetLength } = laboratory.config;
    return scores.map((score, place) =>
      Math.fround(score / writtenSymbols(targets.subarray(place * targetLength, (place + 1) * targetLength))),
    );
  };
}

/** Symbols that are no padding, at least 1. */
function writtenSymbols(target: Int32Array): number {
  return Math.max(1, target.filter((symbol) => symbol !== specialSymbols.pad).length);
}
