import { type ArtifactKey, keptValue } from "../../../harness/artifacts/index.ts";
import type { Examples } from "../../../harness/models/index.ts";
import type { RandomStream } from "../../../harness/random/index.ts";
import type { SequenceInstance, SequenceStudent } from "../../../harness/sequence/index.ts";
import type { StudyContext } from "../../../harness/study/index.ts";
import type { Guess } from "../encoding/index.ts";
import { openInstance } from "../instance.ts";
import type { SymmetricMatrix } from "../matrices/index.ts";
import type { Setting } from "../settings.ts";
import type { ReplicationSetting } from "./settings.ts";

/** Numbers of one measurement, by name. */
export type Measures = Readonly<Record<string, number>>;

/** One seed's benchmark and its generator, all models trained for the same steps. */
export interface Setup extends AsyncDisposable {
  readonly seed: number;
  readonly setting: Setting;
  /** Draws whatever a measurement needs beside the benchmark's own data. */
  readonly luck: RandomStream;
  readonly instance: SequenceInstance<SymmetricMatrix, Guess>;
  readonly generator: SequenceStudent<SymmetricMatrix, Guess>;
  /** Measures once and keeps the numbers, so that a stopped replication goes on after them. */
  measure(key: ArtifactKey, work: () => Promise<Measures>): Promise<Measures>;
  /** Trains a student on examples and measures it on the test set. */
  student(name: string, examples: Examples): Promise<Measures>;
}

type Context = Pick<StudyContext<ReplicationSetting>, "setting" | "random" | "artifacts" | "device">;

/** Opens a seed; its generator is trained once and kept. Seeds differ in all that is drawn, `steps` in nothing that is. */
export async function openSetup(context: Context, seed: number, steps: number): Promise<Setup> {
  const { artifacts, device } = context;
  const { training, ...other } = context.setting.setting;
  const setting = { ...other, training: { ...training, steps } };
  const random = context.random.split(seed);
  const instance = await openInstance({
    setting,
    tier: "replication",
    rounds: 1,
    seed,
    random,
    artifacts,
    common: artifacts,
    device,
  });
  const bundle = await artifacts.bundle({ what: "generator", seed, steps }, async () =>
    (await instance.generator()).save(),
  );

  async function student(name: string, examples: Examples): Promise<Measures> {
    return (await instance.trainOn(examples, random.split("student", name))).student.evaluate();
  }

  return {
    seed,
    setting,
    luck: random.split("guesses", 0),
    instance,
    generator: await instance.restore(bundle),
    measure: (key, work) => keptValue(artifacts, { ...key, seed, steps }, work),
    student,
    [Symbol.asyncDispose]: () => instance[Symbol.asyncDispose](),
  };
}
