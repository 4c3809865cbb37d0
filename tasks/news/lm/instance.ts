import { basename } from "node:path";
import { canonicalHash } from "../../../harness/artifacts/index.ts";
import { BenchError } from "../../../harness/errors/index.ts";
import { withFreshAdapter } from "../../../harness/models/index.ts";
import { identityOf, openTokenizer, type Tokenizer } from "../../../harness/models/language/index.ts";
import type { TextModel } from "../../../harness/proposers/index.ts";
import { openSequenceTask } from "../../../harness/sequence/index.ts";
import type { AskedOrigin, DataIdentity, TaskContext, TaskInstance } from "../../../harness/task/index.ts";
import { summaryJudge } from "../judge.ts";
import { openTexts } from "../library.ts";
import { measure } from "../metrics.ts";
import { openAsked, withAsked, withVerifier } from "./asked.ts";
import { languageCodec, promptOf } from "./codec.ts";
import { checkUnchanged } from "./identity.ts";
import { folderLanguage, type Language } from "./language.ts";
import { madeLanguage } from "./made.ts";
import { openOutside } from "./outside.ts";
import type { LanguageSetting } from "./settings.ts";
import { prompter, type TextTask } from "./texts.ts";

/** Summaries end at different lengths: after so many positions a search stops if all have. */
const positionsPerProgram = 8;

/** The benchmark of one tier and seed, on a language model. */
export async function openInstance(context: TaskContext<LanguageSetting>): Promise<TaskInstance> {
  const { setting, random } = context;
  if (context.model !== undefined) await checkUnchanged(context.model);
  const { prompt, training, adapter, rowsPerRun, rightAbove, samples } = setting;
  const room = random.split("newsroom").integer(2 ** 32);
  const { test, right, poolOf, lessons, shares, corpus } = await openTexts({ ...context, room });
  const judge = summaryJudge(rightAbove);
  const luck = (round: number) => random.split("summaries", round);
  const { summaryLength } = setting;
  const textTask = (tokenizer: Tokenizer): TextTask => ({
    ...{ judge, test, right, poolOf, summaryLength, samples, luck },
    promptOf: prompter(setting, tokenizer),
  });
  const { origin, name = "" } = context.model ?? {};
  if (origin?.form === "trainer") {
    const { folder } = origin;
    const task = textTask(await openTokenizer(folder));
    const baseId = canonicalHash(await identityOf(folder));
    const { instance, name, id } = await openOutside(context, origin, { lessons, shares }, task, baseId);
    return judged(context, instance, task, corpus, { name, hash: id });
  }
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
      judge,
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
        luck,
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
  const started = { name: language.name, hash: canonicalHash(language.identity) };
  if (origin === undefined || origin.form === "hub")
    return judged(context, instance, textTask(language.tokenizer), corpus, started);
  const model = await askedBeside(instance, name, origin, context);
  const { id } = model.identity;
  const used = {
    name: `${started.name}, ${model.identity.name}`,
    hash: canonicalHash({ started: started.hash, asked: id }),
  };
  return { ...withAsked(instance, model, textTask(language.tokenizer)), data: usedData(corpus, used) };
}

/** The task with the verifier that a run names beside the model, and with what all of it ran on. */
async function judged(
  context: TaskContext<LanguageSetting>,
  instance: TaskInstance,
  task: TextTask,
  corpus: Parameters<typeof usedData>[0],
  started: DataIdentity,
): Promise<TaskInstance> {
  const { model } = context;
  const verifier = model !== undefined && "verifier" in model.origin ? model.origin.verifier : undefined;
  if (verifier === undefined) return { ...instance, data: usedData(corpus, started) };
  const name = verifier.form === "gguf" ? basename(verifier.file) : verifier.address;
  const judge = await askedBeside(instance, name, verifier, context);
  const used = {
    name: `${started.name}, judged by ${judge.identity.name}`,
    hash: canonicalHash({ started: started.hash, verifier: judge.identity.id }),
  };
  return { ...withVerifier(instance, judge, task), data: usedData(corpus, used) };
}

/** A model that is asked beside the task's own; where it cannot be opened the task ends with it. */
async function askedBeside(
  instance: TaskInstance,
  name: string,
  origin: AskedOrigin,
  { common, device }: TaskContext<LanguageSetting>,
): Promise<TextModel> {
  await using begun = new AsyncDisposableStack();
  begun.use(instance);
  const model = await openAsked(name, origin, common, device);
  begun.move();
  return model;
}

/** The folder's model that a run names, or else the tier's own. */
function languageOf({ setting, common, device, model }: TaskContext<LanguageSetting>): Promise<Language> {
  if (model?.origin.form === "hub") return folderLanguage(model.name, model.origin.folder);
  if (setting.language === undefined) throw noStart(model?.name);
  return madeLanguage(setting.language, { prompt: setting.prompt, common, device });
}

/** A server or a GGUF file is asked, and trains no student. */
function noStart(name: string | undefined): BenchError {
  return new BenchError("this tier makes no language model for its students to start from", {
    code: "model-form",
    blame: "usage",
    where: "--model",
    expected: "a model in the hub's layout",
    ...(name !== undefined && { received: name }),
    mend: "Name a stored model or a folder.",
  });
}

/** The texts and the model by one name and one hash, which holds those of the texts and of the model. */
function usedData(corpus: { readonly name: string; readonly sha256: string }, model: DataIdentity) {
  return {
    name: `${corpus.name}, ${model.name}`,
    hash: canonicalHash({ corpus: corpus.sha256, model: model.hash }),
  };
}
