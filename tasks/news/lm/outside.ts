import { existsSync } from "node:fs";
import { BenchError } from "../../../harness/errors/index.ts";
import { scheduleOf, stepsOf } from "../../../harness/models/index.ts";
import { openTokenizer } from "../../../harness/models/language/index.ts";
import {
  type LessonRecipe,
  type OutsideTrainer,
  openTrainer,
  type TextLesson,
  type TrainedState,
  trainerCommand,
} from "../../../harness/proposers/index.ts";
import type { RandomStream } from "../../../harness/random/index.ts";
import {
  plainWriting,
  restoredWriting,
  SequencePool,
  sequencePool,
} from "../../../harness/sequence/index.ts";
import {
  type ModelOrigin,
  onceEach,
  type Student,
  type TaskContext,
  type TaskInstance,
  type TrainingRequest,
} from "../../../harness/task/index.ts";
import type { NewsTexts } from "../library.ts";
import type { LanguageSetting } from "./settings.ts";
import {
  type Articles,
  samplesOf,
  shownPlainly,
  type TextTask,
  textAfter,
  textStudent,
  textVerifier,
} from "./texts.ts";

type Learner = "generator" | "weak" | "strong";

/** What trained models of the hub's layout call the matrices that an adapter is added to. */
const modules = {
  query: "q_proj",
  key: "k_proj",
  value: "v_proj",
  output: "o_proj",
  gate: "gate_proj",
  up: "up_proj",
  down: "down_proj",
} as const;
const SEEDS = 2 ** 31;

/** The task whose models are all trained and asked by a program. Throws what `openTrainer` throws, and `recipe-outside`. */
export async function openOutside(
  { setting, random, common }: TaskContext<LanguageSetting>,
  origin: Extract<ModelOrigin, { form: "trainer" }>,
  { lessons, shares }: Pick<NewsTexts, "lessons" | "shares">,
  task: TextTask,
  baseId: string,
): Promise<{ readonly instance: TaskInstance; readonly name: string; readonly id: string }> {
  checkRecipe(setting);
  const trainer = await openTrainer({
    command: trainerCommand(origin.command),
    base: origin.folder,
    baseId,
    workDir: origin.workDir,
    store: common,
  });
  const tokenizer = await openTokenizer(origin.folder);

  async function trained(examples: readonly TextLesson[], stream: RandomStream): Promise<TrainedState> {
    return trainer.train(examples, recipeOf(setting, examples.length, stream.integer(SEEDS)));
  }

  const real = (pairs: Articles): TextLesson[] =>
    pairs.map(({ input, output }) => ({ prompt: task.promptOf(input), text: textAfter(output) }));
  const learnt = onceEach((learner: Learner) =>
    trained(real(lessons.slice(0, shares[learner])), random.split("model", learner)),
  );
  const verifier = (learner: Learner) => textVerifier(async () => trainer.at(await learnt(learner)), task);

  function lessonsOf({ sources, regime, real: numbers }: TrainingRequest): TextLesson[] {
    const selected = sources.flatMap(({ pool, selection: { items, candidates, weights } }) => {
      const own = sequencePool<string, string>(pool);
      return Array.from(items, (item, place) => ({
        prompt: task.promptOf(own.pairs[item]!.input),
        text: textAfter(own.outputOf(item, candidates[place]!)),
        ...(weights && { weight: weights[place]! }),
      }));
    });
    if (regime === "replace") return selected;
    const all = lessons.slice(0, shares.generator);
    const among = numbers === undefined ? all : Array.from(numbers, (number) => all[number]!);
    return [...real(among), ...selected];
  }

  const instance: TaskInstance = {
    samples: samplesOf(task),
    realExamples: shares.generator,
    generator: async () => studentAt(trainer, task, await learnt("generator")),
    base: async () => studentAt(trainer, task, undefined),
    restore: async ({ metadata }) => studentAt(trainer, task, keptState(metadata["state"])),
    async restorePool(bundle, { round }) {
      const writing = restoredWriting<string>(bundle, "none", () => () => "");
      return new SequencePool(shownPlainly(task), task.poolOf(round), writing);
    },
    async truth({ round }) {
      const articles = task.poolOf(round);
      const outputs = articles.map(({ output }) => output);
      const tokens = Int32Array.from(outputs, (output) => tokenizer.encode(textAfter(output)).length + 1);
      const logprobs = new Float64Array(outputs.length);
      return new SequencePool(shownPlainly(task), articles, plainWriting(outputs, { logprobs, tokens }));
    },
    verifiers: {
      oracle: async (pool, { items, candidates }) => {
        const own = sequencePool<string, string>(pool);
        return Float64Array.from(items, (item, place) =>
          task.judge.score(own.measureOf(item, candidates[place]!)),
        );
      },
      weak: verifier("weak"),
      strong: verifier("strong"),
    },
    async train(request) {
      const stream = random.split("model", "student", request.round);
      const state = await trained(lessonsOf(request), stream);
      return { student: studentAt(trainer, task, state), steps: state.steps, loss: state.loss };
    },
    [Symbol.asyncDispose]: () => trainer[Symbol.asyncDispose](),
  };
  const { name, id } = trainer.identity;
  return { instance, name, id };
}

function studentAt(trainer: OutsideTrainer, task: TextTask, state: TrainedState | undefined): Student {
  const metadata = { state: JSON.stringify(state ?? null) };
  return textStudent(trainer.at(state), task, () => ({ arrays: {}, metadata }));
}

/** A state that a bundle speaks of; its files lie with the trainer. Throws `trainer-state`. */
function keptState(said: string | undefined): TrainedState | undefined {
  const state = JSON.parse(said ?? "null") as TrainedState | null;
  if (state === null) return undefined;
  if (existsSync(state.folder)) return state;
  throw new BenchError("a trained state is gone", {
    code: "trainer-state",
    blame: "environment",
    where: state.folder,
    mend: "Start with an empty --cache: it is trained again.",
  });
}

function recipeOf(
  { training, adapter, articleLength, summaryLength }: LanguageSetting,
  lessons: number,
  seed: number,
): LessonRecipe {
  const { batch, learningRate, warmupSteps, clipNorm } = training;
  const { kind: schedule } = scheduleOf(training);
  const lora = adapter && {
    lora: {
      rank: adapter.rank,
      alpha: adapter.alpha,
      targets: adapter.targets.map((target) => modules[target]),
    },
  };
  const longest = articleLength + summaryLength;
  const steps = stepsOf(training, lessons);
  return { steps, batch, learningRate, warmupSteps, schedule, clipNorm, longest, seed, ...lora };
}

/** What a trainer's protocol has no word for is not left out in silence. */
function checkRecipe({ training: { averaging, beta2 }, adapter }: LanguageSetting): void {
  const base = adapter?.base;
  if (averaging === undefined && beta2 === undefined && base === undefined) return;
  throw new BenchError("an outside trainer cannot train so", {
    code: "recipe-outside",
    blame: "task",
    where: "training and adapter",
    expected: "neither averaging, nor beta2, nor the adapter's base",
    received: JSON.stringify({ averaging, beta2, base }),
    mend: "Leave --trainer out, or take a tier without them.",
  });
}
