import type { TaskInstance, TrainingRequest, TrainingSource } from "../task/index.ts";

/** The task with students that learn the true outputs of the inputs that were selected, so that only the choice of inputs is felt. */
export function corrected(instance: TaskInstance): TaskInstance {
  async function truthOf(
    { regime, round, sources }: TrainingRequest,
    place: number,
  ): Promise<TrainingSource> {
    const { selection } = sources[place]!;
    // The last source is this round's, the one before it the round's before.
    const pool = await instance.truth({ regime, round: round - sources.length + 1 + place });
    return { pool, selection: { ...selection, candidates: new Uint32Array(selection.items.length) } };
  }

  return {
    ...instance,
    async train(request) {
      const sources = await Promise.all(request.sources.map((_, place) => truthOf(request, place)));
      return instance.train({ ...request, sources });
    },
  };
}
