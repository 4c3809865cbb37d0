import { type ArtifactKey, keptValue } from "../../../harness/artifacts/index.ts";
import type { Examples, Parameters } from "../../../harness/models/index.ts";
import type { StudyContext } from "../../../harness/study/index.ts";
import { evaluateModel } from "../evaluation.ts";
import { parametersOf } from "../generator.ts";
import { openWorld, type World } from "../world.ts";
import type { ReplicationSetting } from "./settings.ts";

/** Numbers of one measurement, by name. */
export type Measures = Readonly<Record<string, number>>;

/** One seed's world and its generator, all models trained for the same steps. */
export interface Setup extends AsyncDisposable {
  readonly seed: number;
  readonly world: World;
  readonly generator: Parameters;
  /** Measures once and keeps the numbers, so that a stopped replication goes on after them. */
  measure(key: ArtifactKey, work: () => Promise<Measures>): Promise<Measures>;
  /** Trains a student on examples and measures it on the test set. */
  student(name: string, examples: Examples): Promise<Measures>;
}

type Context = Pick<StudyContext<ReplicationSetting>, "setting" | "random" | "artifacts" | "device">;

/** Opens a seed; its generator is trained once and kept. Seeds differ in all that is drawn, `steps` in nothing that is. */
export async function openSetup(context: Context, seed: number, steps: number): Promise<Setup> {
  const { artifacts, device } = context;
  const { setting } = context.setting;
  const random = context.random.split(seed);
  const trained = { ...setting, training: { ...setting.training, steps } };
  const world = await openWorld({ setting: trained, random, artifacts, device });
  const bundle = await artifacts.bundle({ what: "generator", seed, steps }, async () => {
    const { parameters } = await world.laboratory.train(world.real, random.split("generator"));
    return { arrays: parameters, metadata: {} };
  });

  async function student(name: string, examples: Examples): Promise<Measures> {
    const { parameters } = await world.laboratory.train(examples, random.split("student", name));
    return evaluateModel(world, parameters);
  }

  return {
    seed,
    world,
    generator: parametersOf(bundle),
    measure: (key, work) => keptValue(artifacts, { ...key, seed, steps }, work),
    student,
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}
