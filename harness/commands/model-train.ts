/** `model train`: a model trained on a file of examples by an outside trainer, and written as a whole. */
import path from "node:path";
import { z } from "zod";
import { BenchError } from "../errors/index.ts";
import { count, fixed } from "../format/index.ts";
import type { LessonRecipe, TextLesson } from "../proposers/index.ts";
import type { Folders } from "../task/index.ts";
import { say } from "./execute.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { keptAnswers, type ModelOptions, openTrainerOf } from "./model-open.ts";
import { jsonLines } from "./model-texts.ts";
import { kindOf } from "./workspace.ts";

/** How it is trained; without `loraRank` all weights are. */
export interface TrainOptions extends ModelOptions, Omit<LessonRecipe, "lora" | "warmupSteps"> {
  readonly trainer: string;
  readonly out: string;
  readonly warmup: number;
  readonly loraRank?: number;
  readonly loraAlpha?: number;
  readonly loraTargets: readonly string[];
}

const lessonLine = z.looseObject({
  prompt: z.string().min(1),
  text: z.string(),
  weight: z.number().positive().optional(),
});

/** Trains, and writes the model in the hub's layout into `out`, which must be empty or not there. A stopped training goes on. */
export async function trainOnFile(
  folders: Folders,
  asked: string,
  file: string,
  options: TrainOptions,
): Promise<ExitCode> {
  const out = path.resolve(options.out);
  if (kindOf(out) !== "nothing") throw outTaken(out);
  const lessons: TextLesson[] = jsonLines(path.resolve(file), lessonLine).map(({ prompt, text, weight }) => ({
    prompt,
    text,
    ...(weight !== undefined && { weight }),
  }));
  await using trainer = await openTrainerOf(folders, asked, options.trainer, options, keptAnswers(folders));
  const state = await trainer.train(lessons, recipeOf(options));
  await trainer.save(state, out);
  say(
    `${count(state.steps)} steps on ${count(lessons.length)} examples, loss ${fixed(state.loss, 3)}; state ${state.sha256.slice(0, 12)}`,
  );
  console.log(out);
  return exitCodes.ok;
}

function recipeOf(options: TrainOptions): LessonRecipe {
  const { steps, batch, learningRate, warmup: warmupSteps, schedule, clipNorm, longest, seed } = options;
  const { loraRank: rank, loraAlpha: alpha = 2 * (rank ?? 0), loraTargets } = options;
  const lora = rank === undefined ? {} : { lora: { rank, alpha, targets: [...loraTargets] } };
  return { steps, batch, learningRate, warmupSteps, schedule, clipNorm, longest, seed, ...lora };
}

function outTaken(out: string): BenchError {
  return new BenchError("there is something at this place", {
    code: "folder-wrong",
    blame: "usage",
    where: "--out",
    expected: "a path where a folder can be made",
    received: out,
    mend: "Name another place; what lies there is never replaced.",
  });
}
