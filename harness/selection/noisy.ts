import { type RandomPath, randomStream } from "../random/index.ts";
import type { CandidateList, Pool } from "../task/index.ts";

/** Error rate of the noisy verifier when a query names none. */
export const defaultErrorRate = 0.1;

/**
 * The truth, wrong with probability `error`, independently for each candidate: 1 for right, 0 for wrong. Each
 * candidate has one draw for all error rates, so that asking twice, or at several rates, averages nothing out.
 */
export function noisyScores(
  pool: Pool,
  { items, candidates }: CandidateList,
  error: number,
  noise: RandomPath,
): Float64Array {
  const scores = new Float64Array(items.length);
  for (let place = 0; place < items.length; place++) {
    const item = items[place]!;
    const candidate = candidates[place]!;
    const isFlipped = randomStream(...noise, item, candidate).uniform() < error;
    scores[place] = pool.isCorrect(item, candidate) === isFlipped ? 0 : 1;
  }
  return scores;
}
