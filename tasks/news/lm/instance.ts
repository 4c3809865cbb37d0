import { canonicalHash } from "../../../harness/artifacts/index.ts";
import { withFreshAdapter } from "../../../harness/models/index.ts";
import { openSequenceTask } from "../../../harness/sequence/index.ts";
import type { TaskContext, TaskInstance } from "../../../harness/task/index.ts";
import { summaryJudge } from "../judge.ts";
import { openTexts } from "../library.ts";
import { measure } from "../metrics.ts";
import { languageCodec, promptOf } from "./codec.ts";
import { folderLanguage, type Language } from "./language.ts";
import { madeLanguage } from "./made.ts";
import type { LanguageSetting } from "./settings.ts";

/** Summaries end at different lengths: after so many positions a search stops if all have. */
const positionsPerProgram = 8;

/** The benchmark of one tier and seed, on a language model. */
export async function openInstance(context: TaskContext<LanguageSetting>): Promise<TaskInstance> {
  const { setting, random } = context;
  const { prompt, training, adapter, rowsPerRun, rightAbove, samples } = setting;
  const room = random.split("newsroom").integer(2 ** 32);
  const { test, right, poolOf, lessons, shares, corpus } = await openTexts({ ...context, room });
  const language = await languageOf(context);
  const asked = promptOf(language.tokenizer, prompt);
  const opened = await language.open({
    sourceLength: setting.articleLength,
    targetLength: setting.summaryLength,
    start: asked.last,
  });
  const config = { ...opened.config, ...(adapter && { adapter }) };
  const instance = await openSequenceTask<string, string>(
    {
      codec: languageCodec(language, opened, asked),
      judge: summaryJudge(rightAbove),
      data: {
        lessons: (learner) => ({
          pairs: lessons.slice(0, shares[learner]),
          weights: new Float64Array(shares[learner]).fill(1),
        }),
        inputs: poolOf,
        test,
      },
      recipe: {
        ...{ model: config, training, rowsPerRun, positionsPerProgram },
        base: async () => withFreshAdapter(config, opened.parameters, random.split("model", "adapter")),
      },
      streams: {
        learner: (learner) => random.split("model", learner),
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
  return { ...instance, data: usedData(corpus, language) };
}

/** The model that a run names, or else the tier's own. */
function languageOf({ setting, common, device, model }: TaskContext<LanguageSetting>): Promise<Language> {
  if (model !== undefined) return folderLanguage(model.name, model.folder);
  return madeLanguage(setting.language, { prompt: setting.prompt, common, device });
}

/** The texts and the model by one name and one hash, which holds those of the texts and of the model's weights, tokenizer and configuration. */
function usedData(corpus: { readonly name: string; readonly sha256: string }, { name, identity }: Language) {
  return {
    name: `${corpus.name}, ${name}`,
    hash: canonicalHash({ corpus: corpus.sha256, model: canonicalHash(identity) }),
  };
}
