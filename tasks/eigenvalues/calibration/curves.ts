import { scopedArtifacts } from "../../../harness/artifacts/index.ts";
import { sharedGenerator } from "../../../harness/loop/index.ts";
import type { StudyContext } from "../../../harness/task/index.ts";
import { openInstance } from "../instance.ts";
import { deviationOf, type Spread, spreadOf } from "../spread.ts";
import { playRound } from "./play.ts";
import { rules } from "./rules.ts";
import type { CalibrationSetting } from "./settings.ts";

/** What is followed: the generator, and the rules that make the scale's ends and the paper's rescue. */
export const curveNames = ["G0", "keep all", "best of k", "clean"] as const;
export type CurveName = (typeof curveNames)[number];

/** A model by how it came about. */
export interface Model {
  readonly name: CurveName;
  /** 0 of G0. */
  readonly round: number;
}

/** Headline accuracy of one model. */
export interface Point extends Model {
  readonly seed: number;
  readonly steps: number;
  readonly accuracy: number;
}

/** What was measured of one model, over seeds. */
export interface Measured extends Spread {
  /** In the order of the seeds. */
  readonly values: readonly number[];
  readonly deviation: number;
}

/** Gathers one model's accuracies. */
export function measuredOf(
  points: readonly Point[],
  { name, round, steps }: Model & { readonly steps: number },
): Measured {
  const values = points
    .filter((point) => point.name === name && point.round === round && point.steps === steps)
    .sort((a, b) => a.seed - b.seed)
    .map(({ accuracy }) => accuracy);
  return { ...spreadOf(values), values, deviation: deviationOf(values) };
}

/** Measures every number of steps on every seed; every model is kept. */
export async function measurePoints(context: StudyContext<CalibrationSetting>): Promise<readonly Point[]> {
  const { seeds, steps } = context.setting;
  const total = seeds * steps.length * curveNames.length;
  let done = 0;
  const points: Point[] = [];
  for (let seed = 0; seed < seeds; seed++)
    for (const count of steps) {
      const begin = (what: CurveName) =>
        context.progress(done++, total, `seed ${seed}: ${what}, ${count} steps`);
      for await (const point of playAll(context, seed, count, begin))
        points.push({ ...point, seed, steps: count });
    }
  return points;
}

/** G0, and the students of each rule under `replace`. */
async function* playAll(
  { setting, random, artifacts, device }: StudyContext<CalibrationSetting>,
  seed: number,
  steps: number,
  begin: (what: CurveName) => void,
): AsyncGenerator<Pick<Point, "name" | "round" | "accuracy">> {
  const { rounds, keep } = setting;
  const store = scopedArtifacts(artifacts, { seed, steps });
  await using instance = await openInstance({
    setting: { ...setting.setting, training: { ...setting.setting.training, steps } },
    tier: "calibration",
    seed,
    random: random.split(seed),
    artifacts: store,
    device,
  });
  begin("G0");
  const first = await sharedGenerator({ instance, artifacts: store });
  yield { name: "G0", round: 0, accuracy: (await first.evaluate())["accuracy"]! };
  for (const name of curveNames) {
    if (name === "G0") continue;
    begin(name);
    const rule = rules[name]!;
    let generator = first;
    // Students of true labels owe nothing to the round before.
    for (let round = rule.truth ? rounds : 1; round <= rounds; round++) {
      const student = async () => {
        const { trained } = await playRound(instance, {
          rule,
          generator,
          round,
          regime: "replace",
          decoding: { search: "sample", temperature: 1 },
          random: random.split(seed, "rule", name, round),
          keep,
          earlier: [],
        });
        return trained.student.save();
      };
      generator = await instance.restore(await store.bundle({ what: "student", name, round }, student));
      yield { name, round, accuracy: (await generator.evaluate())["accuracy"]! };
    }
  }
}
