import { BenchError } from "../errors/index.ts";
import type { CalibrationResult, Demand, StudyContext } from "../study/index.ts";
import { type CalibrationSetting, type Task, tierOf } from "../task/index.ts";
import { demandsOf } from "./demands.ts";
import { curvesFigure } from "./figure.ts";
import { gateDemands, measureGates } from "./gates.ts";
import { measurePoints, variedOf } from "./points.ts";

/** What a calibration is given beside what every study is. */
export interface CalibrationContext extends StudyContext<CalibrationSetting> {
  /** Called with demands as soon as they are judged: gates are, before any rule that asks a verifier is played. */
  judged(demands: readonly Demand[]): void;
}

/** Measures a task's curves and judges them. Throws `BenchError` (blame task) for a section that asks what cannot be measured. */
export async function calibrate(task: Task, context: CalibrationContext): Promise<CalibrationResult> {
  const { setting } = context;
  const ground = { rounds: tierOf(task, setting.tier).frozen.rounds, own: variedOf(task, setting).own };
  checkVaried(task, setting, ground.own);
  const { gates } = setting;
  const gated = gates === undefined ? [] : gateDemands(await measureGates(task, context, gates), gates);
  context.judged(gated);
  const points = await measurePoints(task, context);
  const curves = demandsOf(points, setting, ground);
  context.judged(curves);
  return { figures: [curvesFigure(task, points, setting, ground)], demands: [...gated, ...curves] };
}

/** All numbers that decide a calibration: the tier's, and what is varied, followed and demanded. */
export function calibratedNumbers(task: Task, setting: CalibrationSetting) {
  const { rounds, budget, generation, setting: own } = tierOf(task, setting.tier).frozen;
  return { tier: { rounds, budget, generation, setting: own }, calibration: setting };
}

/** What varies must take the tier's own value, and its double where a demand goes by that. */
function checkVaried(task: Task, { vary, demands }: CalibrationSetting, own: number | undefined): void {
  const wanted = own === undefined ? [] : demands.moved === undefined ? [own] : [own, 2 * own];
  const missing = wanted.filter((value) => !vary!.values.includes(value));
  if (missing.length === 0 && (own !== undefined || demands.moved === undefined)) return;
  throw new BenchError("a calibration compares the tier's own numbers with their double", {
    code: "calibration-vary",
    blame: "task",
    where: `tasks/${task.name}/task.yaml, calibration.vary`,
    expected: `${missing.join(" and ") || "a number that varies"}`,
    mend: "Name the values in `vary.values`, or leave out `demands.moved`.",
  });
}
