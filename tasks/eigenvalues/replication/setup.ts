import { type ArtifactKey, keptValue } from "../../../harness/artifacts/index.ts";
import type { Examples } from "../../../harness/models/index.ts";
import type { RandomStream } from "../../../harness/random/index.ts";
import type { SequenceInstance, SequenceStudent } from "../../../harness/sequence/index.ts";
import type { StudyContext } from "../../../harness/study/index.ts";
import type { Guess } from "../encoding/index.ts";
import { openInstance } from "../instance.ts";
import type { SymmetricMatrix } from "../matrices/index.ts";
import type { Setting } from "../settings.ts";

/** Numbers of one measurement, by name. */
export type Measures = Readonly<Record<string, number>>;

/** One seed's benchmark and its generator, all models trained for the same steps. */
export interface Setup extends AsyncDisposable {
  readonly seed: number;
  readonly setting: Setting;
  /** Draws whatever a measurement needs beside the benchmark's own data. */
  readonly luck: RandomStream;
  readonly instance: Instance;
  readonly generator: SequenceStudent<SymmetricMatrix, Guess>;
  /** Measures once and keeps the numbers, so that a stopped replication goes on after them. */
  measure(key: ArtifactKey, work: () => Promise<Measures>): Promise<Measures>;
  /** Trains a student on examples and measures it on the test set. */
  student(name: string, examples: Examples): Promise<Measures>;
}

/** What a seed is opened with. */
export type SetupContext = Pick<
  StudyContext<{ readonly setting: Setting }>,
  "setting" | "random" | "artifacts" | "device"
>;

/** Opens a seed; its generator is trained once and kept. Seeds differ in all that is drawn, `steps` in nothing that is. */
export async function openSetup(context: SetupContext, seed: number, steps: number): Promise<Setup> {
  const { artifacts } = context;
  const random = context.random.split(seed);
  const { instance, setting } = await openModels(context, seed, steps);
  const bundle = await artifacts.bundle({ what: "generator", seed, steps }, async () =>
    (await instance.generator()).save(),
  );
  return {
    seed,
    setting,
    luck: random.split("guesses", 0),
    instance,
    generator: await instance.restore(bundle),
    measure: (key, work) => keptValue(artifacts, { ...key, seed, steps }, work),
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

type Instance = SequenceInstance<SymmetricMatrix, Guess>;

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
