import type { Parameters } from "../models/index.ts";
import type { Verify } from "../task/index.ts";
import type { Judge } from "./contract.ts";
import { sequencePool } from "./pool.ts";
import type { Workshop } from "./workshop.ts";

/** The judge's own score. */
export function oracle<Input, Output>(judge: Judge<Input, Output>): Verify {
  return async (pool, { items, candidates }) => {
    const own = sequencePool(pool);
    return Float64Array.from(items, (item, place) => judge.score(own.measureOf(item, candidates[place]!)));
  };
}

/** The log-probability that a model gives a candidate; float32, like the model. */
export function modelVerifier<Input, Output>(
  { task, laboratory, reader }: Workshop<Input, Output>,
  model: () => Promise<Parameters>,
): Verify {
  return async (pool, list) => {
    const { sources, targets } = reader.selected(sequencePool(pool), list);
    const scores = await laboratory.score(await model(), sources, targets);
    if (task.verifiersScore === "output") return scores;
    const { targetLength } = laboratory.config;
    return scores.map((score, place) =>
      Math.fround(
        score / reader.lengthOf(targets.subarray(place * targetLength, (place + 1) * targetLength)),
      ),
    );
  };
}
