/**
 * Calibration: the board's own score against the number of training steps, of G0 and of plain rules, and what is demanded of it.
 * In: `calibration` of task.yaml. Out: the curves as data, and whether a doubling, the seeds and the gaps are as they must be.
 * Every training is kept, so a stopped calibration goes on where it was. `simulate.ts` is for trying other numbers by hand.
 */
import type { CalibrationResult, StudyContext } from "../../../harness/task/index.ts";
import { measurePoints } from "./curves.ts";
import { demandsOf } from "./demands.ts";
import { stepsFigure } from "./figure.ts";
import type { CalibrationSetting } from "./settings.ts";

export { calibrationSchema } from "./settings.ts";

/** Measures every number of steps on every seed. */
export async function calibrate(context: StudyContext<CalibrationSetting>): Promise<CalibrationResult> {
  const { setting } = context;
  const points = await measurePoints(context);
  return { figures: [stepsFigure(points, setting)], demands: demandsOf(points, setting) };
}
