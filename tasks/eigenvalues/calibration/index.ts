/**
 * Calibration: the board's own score against the number of training steps, of G0 and of plain rules, and what is demanded of it.
 * In: `calibration` of task.yaml. Out: the curves as data, and whether a doubling, the seeds and the gaps are as they must be.
 * Every training is kept, so a stopped calibration goes on where it was. `simulate.ts` is for trying other numbers by hand.
 */
import { scopedArtifacts } from "../../../harness/artifacts/index.ts";
import type { CalibrationResult, StudyContext } from "../../../harness/task/index.ts";
import { openInstance } from "../instance.ts";
import { type CurveName, type Curves, curveNames, demandsOf } from "./demands.ts";
import { stepsFigure } from "./figure.ts";
import { playRound } from "./play.ts";
import { rules } from "./rules.ts";
import type { CalibrationSetting } from "./settings.ts";

export { calibrationSchema } from "./settings.ts";

/** Measures every number of steps on every seed. */
export async function calibrate(context: StudyContext<CalibrationSetting>): Promise<CalibrationResult> {
  const { setting } = context;
  const curves = await measureCurves(context);
  return { figures: [stepsFigure(curves, setting)], demands: demandsOf(curves, setting) };
}

async function measureCurves(context: StudyContext<CalibrationSetting>): Promise<Curves> {
  const { seeds, steps } = context.setting;
  const total = seeds * steps.length * curveNames.length;
  let done = 0;
  const curves = new Map(curveNames.map((name) => [name, new Map<number, number[]>()]));
  for (let seed = 0; seed < seeds; seed++)
    for (const count of steps)
      for await (const { name, accuracy } of finalAccuracies(context, seed, count, (what) =>
        context.progress(done++, total, `seed ${seed}: ${what}, ${count} steps`),
      )) {
        const points = curves.get(name)!;
        points.set(count, [...(points.get(count) ?? []), accuracy]);
      }
  return curves;
}

/** Headline accuracy of G0, and of the last student of each rule under `replace`. */
async function* finalAccuracies(
  { setting, random, artifacts, device }: StudyContext<CalibrationSetting>,
  seed: number,
  steps: number,
  begin: (what: CurveName) => void,
): AsyncGenerator<{ name: CurveName; accuracy: number }> {
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
  const first = await instance.restore(
    await store.bundle({ what: "generator" }, async () => (await instance.generator()).save()),
  );
  yield { name: "G0", accuracy: (await first.evaluate())["accuracy"]! };
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
        return trained.generator.save();
      };
      generator = await instance.restore(await store.bundle({ what: "student", name, round }, student));
    }
    yield { name, accuracy: (await generator.evaluate())["accuracy"]! };
  }
}
