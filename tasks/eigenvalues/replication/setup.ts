import type { Examples } from "../../../harness/models/index.ts";
import type { RandomStream } from "../../../harness/random/index.ts";
import type { StudyContext } from "../../../harness/study/index.ts";
import { openInstance } from "../instance.ts";
import type { Setting } from "../settings.ts";
import { type Guessing, GuessStock } from "./stock.ts";

/** Numbers of one measurement, by name. */
export type Measures = Readonly<Record<string, number>>;

/** One seed's benchmark and its generator, all models trained for the same steps. */
export interface Setup extends Guessing, AsyncDisposable {
  readonly seed: number;
  /** Draws whatever a measurement needs beside the benchmark's own data. */
  readonly luck: RandomStream;
  /** The generator's greedy guesses, that students of the study learn from. */
  readonly stock: GuessStock;
  /** Trains a student on examples and measures it on the test set. */
  student(name: string, examples: Examples): Promise<Measures>;
}

/** What a seed is opened with. */
export type SetupContext = Pick<
  StudyContext<{ readonly setting: Setting }>,
  "setting" | "random" | "artifacts" | "device"
>;

/** Which seed, with how many steps of all its models. */
export interface SeedOfSteps {
  readonly seed: number;
  readonly steps: number;
}

/**
 * Opens a seed; its generator is trained once and kept. Seeds differ in all that is drawn, `steps` in nothing that is; `study` names the luck of the
 * stock, so that every study draws guesses of its own.
 */
export async function openSetup(
  context: SetupContext,
  { seed, steps }: SeedOfSteps,
  study: string,
): Promise<Setup> {
  const { artifacts } = context;
  const random = context.random.split(seed);
  const { instance, setting } = await openModels(context, seed, steps);
  const bundle = await artifacts.bundle({ what: "generator", seed, steps }, async () =>
    (await instance.generator()).save(),
  );
  const luck = random.split("guesses", 0);
  const models = { setting, instance, generator: await instance.restore(bundle) };
  return {
    ...models,
    seed,
    luck,
    stock: new GuessStock(models, luck.split(study, seed)),
    student: (name, examples) => studentOf(instance, random.split("student", name), examples),
    [Symbol.asyncDispose]: () => instance[Symbol.asyncDispose](),
  };
}

/** Trains a student of other steps than the seed's generator, and measures it. */
export async function studentOfSteps(
  context: SetupContext,
  { seed, steps }: { readonly seed: number; readonly steps: number },
  name: string,
  examples: Examples,
): Promise<Measures> {
  const { instance } = await openModels(context, seed, steps);
  await using _ = instance;
  return await studentOf(instance, context.random.split(seed).split("student", name), examples);
}

type Instance = Guessing["instance"];

/** A seed's benchmark with all models trained for `steps`. */
async function openModels(
  { setting: { setting: given }, random, artifacts, device }: SetupContext,
  seed: number,
  steps: number,
): Promise<{ readonly instance: Instance; readonly setting: Setting }> {
  const setting = { ...given, training: { ...given.training, steps } };
  const instance = await openInstance({
    setting,
    tier: "replication",
    rounds: 1,
    seed,
    random: random.split(seed),
    artifacts,
    common: artifacts,
    device,
  });
  return { instance, setting };
}

async function studentOf(instance: Instance, random: RandomStream, examples: Examples): Promise<Measures> {
  return (await instance.trainOn(examples, random)).student.evaluate();
}
