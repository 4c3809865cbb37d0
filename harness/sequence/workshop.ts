import type { ArtifactStore } from "../artifacts/index.ts";
import {
  type Examples,
  isTrained,
  type Laboratory,
  openLaboratory,
  type Parameters,
  type Recipe,
} from "../models/index.ts";
import type { RandomStream } from "../random/index.ts";
import type { SequenceRecipe, SequenceTask } from "./contract.ts";
import type { Reader } from "./reader.ts";

/** What is wanted of every workshop. */
export interface WorkshopPlace<Input, Output> {
  readonly task: SequenceTask<Input, Output>;
  readonly reader: Reader<Input, Output>;
  readonly artifacts: Pick<ArtifactStore, "unfinished">;
  readonly device: string;
}

/** Where models of one recipe are made, run and known. */
export interface Workshop<Input, Output> extends AsyncDisposable {
  readonly task: SequenceTask<Input, Output>;
  readonly reader: Reader<Input, Output>;
  readonly laboratory: Laboratory;
  /** Trains a student from the recipe's base, or a fresh start. */
  train(examples: Examples, random: RandomStream): ReturnType<Laboratory["train"]>;
  /** The same for a model that learns from real pairs. */
  learn(examples: Examples, random: RandomStream): ReturnType<Laboratory["train"]>;
  /** What is to be kept of a model: an adapter without the base that everybody has, or all of it. */
  kept(parameters: Parameters): Parameters;
  /** The model again of what was kept. */
  whole(kept: Parameters): Promise<Parameters>;
  /** What trainings start from, where that is not fresh. */
  readonly base?: () => Promise<Parameters>;
}

/** Opens the device for a recipe; its base is made or fetched when it is first needed. */
export async function openWorkshop<Input, Output>(
  { task, reader, artifacts, device }: WorkshopPlace<Input, Output>,
  { model, training, learning = training, base: made, ...runs }: SequenceRecipe,
): Promise<Workshop<Input, Output>> {
  const laboratory = await openLaboratory(device, model, { recipe: training, artifacts, ...runs });
  let known: Promise<Parameters> | undefined;
  const base =
    made &&
    (() => {
      known ??= made();
      return known;
    });
  const trainBy = (recipe: Recipe) => async (examples: Examples, random: RandomStream) =>
    laboratory.train(examples, random, await base?.(), recipe);
  const hasAdapter = base !== undefined && model.adapter !== undefined;
  const changed = (parameters: Parameters) =>
    Object.fromEntries(Object.entries(parameters).filter(([name]) => isTrained(model, name)));
  return {
    task,
    reader,
    laboratory,
    train: trainBy(training),
    learn: trainBy(learning),
    kept: (parameters) => (hasAdapter ? changed(parameters) : parameters),
    whole: async (kept) => (hasAdapter ? { ...(await base()), ...kept } : kept),
    ...(base && { base }),
    [Symbol.asyncDispose]: () => laboratory[Symbol.asyncDispose](),
  };
}
