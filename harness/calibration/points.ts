import { scopedArtifacts } from "../artifacts/index.ts";
import { BenchError } from "../errors/index.ts";
import { type Rule, ruleNamed } from "../selection/index.ts";
import type { StudyContext } from "../study/index.ts";
import { type CalibrationSetting, type Task, tierOf } from "../task/index.ts";
import { changedTask, numberAt } from "./changes.ts";
import { openTrial, type Trial } from "./trial.ts";

/** The generator's name among the curves. */
export const generatorName = "G0";
/** The ends of the gap that shifts and spreads are measured by. */
export const gapEnds = { low: "keep all", high: "clean" } as const;

/** What is followed, by the name it is shown by: the ends of the gap, what must collapse and what must rescue. */
export function curvesOf({ collapse, rescue }: CalibrationSetting): ReadonlyMap<string, Rule> {
  const where = "task.yaml, calibration";
  const named = [gapEnds.low, ...collapse].map((name) => [name, ruleNamed(name, where)] as const);
  return new Map([
    ...named,
    [rescueName({ rescue }), ruleNamed(rescue.rule, where)],
    [gapEnds.high, ruleNamed(gapEnds.high, where)],
  ]);
}

export function rescueName({ rescue }: Pick<CalibrationSetting, "rescue">): string {
  return rescue.as ?? rescue.rule;
}

/** Headline metric of one model. */
export interface Point {
  /** Of a curve, or the generator's. */
  readonly name: string;
  /** 0 of G0. */
  readonly round: number;
  readonly seed: number;
  /** What `vary` was; undefined where nothing varies. */
  readonly at: number | undefined;
  readonly value: number;
}

/** Values of `vary` that are measured, and the tier's own. */
export function variedOf(task: Task, { tier, vary }: CalibrationSetting) {
  if (vary === undefined) return { values: [undefined], own: undefined };
  return { values: vary.values, own: numberAt(tierOf(task, tier).frozen.setting, vary.path) };
}

/** Measures every curve at every value of `vary` on every seed, in the headline regime. */
export async function measurePoints(
  task: Task,
  context: StudyContext<CalibrationSetting>,
): Promise<readonly Point[]> {
  const { setting, random, progress } = context;
  const { values } = variedOf(task, setting);
  const curves = curvesOf(setting);
  const total = setting.seeds * values.length * (1 + curves.size);
  const points: Point[] = [];
  let done = 0;
  for (let seed = 0; seed < setting.seeds; seed++)
    for (const at of values) {
      const begin = (what: string) =>
        progress(
          done++,
          total,
          `seed ${seed}: ${what}${at === undefined ? "" : `, ${setting.vary!.name} ${at}`}`,
        );
      const keep = (name: string, round: number, metrics: Readonly<Record<string, number>>) =>
        void points.push({ name, round, seed, at, value: metrics[task.file.frozen.metric]! });
      await using trial = trialOf(taskAt(task, setting, at), context, seed);
      begin(generatorName);
      keep(generatorName, 0, await trial.generator());
      for (const [name, rule] of curves) {
        begin(name);
        const regime = task.file.shown.headline.regime;
        const streamOf = (round: number) => random.split(seed, "rule", name, round);
        const { rounds, failure } = await trial.play({
          name,
          rule,
          regime,
          random: ({ round }) => streamOf(round),
        });
        if (failure !== undefined) throw ruleFailed(task, name, failure);
        for (const { round, metrics } of rounds) keep(name, round, metrics);
      }
    }
  return points;
}

function taskAt(task: Task, { tier, vary }: CalibrationSetting, at: number | undefined): Task {
  return at === undefined ? task : changedTask(task, tier, { set: { [vary!.path]: at } });
}

/** A trial of a calibration's seed, on the task or a changed one. */
export function trialOf(
  task: Task,
  { setting, random, artifacts, device }: StudyContext<CalibrationSetting>,
  seed: number,
): Trial {
  return openTrial({
    task,
    tier: setting.tier,
    seed,
    random: random.split(seed),
    streams: [task.name, "calibration", seed],
    artifacts: scopedArtifacts(artifacts, { what: "calibration" }),
    device,
  });
}

/** A rule that broke one of the selection's own rules: the section asks for what the task does not allow. */
export function ruleFailed(task: Task, rule: string, message: string): BenchError {
  return new BenchError(`the rule "${rule}" ${message}`, {
    code: "calibration-rule",
    blame: "task",
    where: `tasks/${task.name}/task.yaml, calibration`,
    mend: "Name a rule that this task's budgets allow.",
  });
}
