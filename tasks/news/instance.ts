import { openSequenceTask } from "../../harness/sequence/index.ts";
import type { TaskContext, TaskInstance } from "../../harness/task/index.ts";
import { baseOf, languageOf } from "./base/index.ts";
import { textCodec } from "./codec.ts";
import { summaryJudge } from "./judge.ts";
import { openLibrary } from "./library.ts";
import { measure } from "./metrics.ts";
import { type ModelShape, modelConfig } from "./model.ts";
import type { Setting } from "./settings.ts";

/** Summaries end at different lengths: after so many positions a search stops if all have. */
const positionsPerProgram = 7;

/** The benchmark of one tier and seed. */
export async function openInstance(context: TaskContext<Setting>): Promise<TaskInstance> {
  const { setting, random, common, device } = context;
  const { model, training, verifiers, rowsPerRun, rightAbove, samples } = setting;
  // By the stream and not the seed: calibrations and replications have newsrooms of their own.
  const room = random.split("newsroom").integer(2 ** 32);
  const { reading, test, right, poolOf, lessons, shares, corpus } = await openLibrary({ ...context, room });
  const place = { reading, vocabulary: setting.vocabulary, common, device };
  const vocabulary = await languageOf(place);

  function recipeOf(name: string, shape: ModelShape, base: Setting["base"]) {
    return {
      model: modelConfig(shape, vocabulary.size),
      training,
      base: () => baseOf(name, base, shape, place),
      rowsPerRun,
      positionsPerProgram,
    };
  }

  const { stranger } = verifiers;
  const instance = await openSequenceTask(
    {
      codec: textCodec(vocabulary, model),
      judge: summaryJudge(rightAbove),
      data: {
        lessons: (learner) => ({
          pairs: lessons.slice(0, shares[learner]),
          weights: new Float64Array(shares[learner]).fill(1),
        }),
        inputs: poolOf,
        test,
      },
      recipe: recipeOf("own", model, setting.base),
      stranger: {
        recipe: recipeOf("stranger", { ...model, ...stranger.model }, stranger.base),
        random: random.split("model", "verifier", "stranger"),
      },
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
          right,
        ),
      verifiersScore: "symbol",
      samples,
    },
    context,
  );
  const { name, sha256, cut } = corpus;
  return { ...instance, data: { name, hash: sha256, ...(cut !== undefined && { cut }) } };
}
