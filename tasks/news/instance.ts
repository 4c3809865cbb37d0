import { openSequenceTask } from "../../harness/sequence/index.ts";
import type { TaskContext, TaskInstance } from "../../harness/task/index.ts";
import { textCodec } from "./codec.ts";
import { summaryJudge } from "./judge.ts";
import { openLibrary } from "./library.ts";
import { measure } from "./metrics.ts";
import { modelConfig } from "./model.ts";
import type { Setting } from "./settings.ts";

/** Summaries end at different lengths: after so many positions a search stops if all have. */
const positionsPerProgram = 7;

/** The benchmark of one tier and seed. */
export async function openInstance(context: TaskContext<Setting>): Promise<TaskInstance> {
  const { setting, random, seed, data, root } = context;
  const { model, training, rowsPerRun, rightAbove, samples } = setting;
  const { vocabulary, test, pool, lessons, shares, corpus } = await openLibrary(setting, seed, data, root);
  const instance = await openSequenceTask(
    {
      codec: textCodec(vocabulary, model),
      judge: summaryJudge(rightAbove),
      data: {
        lessons: (learner) => ({
          pairs: lessons.slice(0, shares[learner]),
          weights: new Float64Array(shares[learner]).fill(1),
        }),
        inputs: () => pool,
        test,
      },
      recipe: { model: modelConfig(model, vocabulary.size), training, rowsPerRun, positionsPerProgram },
      streams: {
        learner: (learner) =>
          learner === "generator"
            ? random.split("model", learner)
            : random.split("model", "verifier", learner),
        student: ({ round }) => random.split("model", "student", round),
        luck: (round) => random.split("summaries", round),
      },
      shown: (article) => article,
      metrics: (summaries, pairs) =>
        measure(
          summaries,
          pairs.map(({ output }) => output),
        ),
      verifiersScore: "symbol",
      samples,
    },
    context,
  );
  const { name, sha256, cut } = corpus;
  return { ...instance, data: { name, hash: sha256, ...(cut !== undefined && { cut }) } };
}
