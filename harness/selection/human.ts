import { type RandomPath, randomStream } from "../random/index.ts";
import { type Labels, type Task, type TierName, tierOf, type Verify } from "../task/index.ts";

/** Who answers as the verifier `human`. */
export type HumanSource =
  /** What people said; whatever nobody judged has no answer. */
  | { readonly source: "labels"; readonly labels: Labels }
  /** The truth, turned round for a share `error` of the candidates: no person had a part in it, and it is always called simulated. */
  | { readonly source: "simulated"; readonly error: number };

/** Who answers as `human` on a task at a tier: its labels where it has some, else its simulated annotator; undefined without both. */
export function humanSourceOf(task: Task, tier: TierName): HumanSource | undefined {
  if (task.labels !== undefined) return { source: "labels", labels: task.labels };
  const { annotator } = tierOf(task, tier).frozen;
  return annotator && { source: "simulated", error: annotator.error };
}

/** The verifier `human`: scores from 0 to 1, NaN for candidates that nobody labelled. */
export function humanVerifier(human: HumanSource, noise: RandomPath): Verify {
  return async (pool, { items, candidates }) =>
    Float64Array.from(items, (item, place) => {
      const candidate = candidates[place]!;
      if (human.source === "simulated") {
        const isFlipped = randomStream(...noise, item, candidate).uniform() < human.error;
        return pool.isCorrect(item, candidate) === isFlipped ? 0 : 1;
      }
      const { input, candidates: proposed } = pool.item(item);
      return human.labels.scoreOf(input, proposed[candidate]!.output) ?? Number.NaN;
    });
}
