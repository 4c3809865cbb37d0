import { phasePlan, type ReplicationResult, type StudyContext } from "../../../harness/study/index.ts";
import { budgetFigures, budgetFinding, budgetPlan, budgetStudent } from "./budget-map.ts";
import { phaseFigure, phaseFinding, phaseStudent } from "./phase.ts";
import type { MapSetting } from "./settings.ts";
import { type Measures, openSetup } from "./setup.ts";
import { GuessStock } from "./stock.ts";

/** The phase diagram over p and ψ/φ, and the map of budgets: where students are above their generator, and where below. */
export async function replicateMaps(context: StudyContext<MapSetting>): Promise<ReplicationResult> {
  const { setting } = context;
  const phase = phasePlan(setting.phase).map((place) => ({ place, students: [] as Measures[] }));
  const budget = budgetPlan(setting.budget).map((place) => ({ place, students: [] as Measures[] }));
  const generator: Measures[] = [];
  const total = setting.seeds * (1 + phase.length + budget.length);
  let done = 0;
  for (let seed = 0; seed < setting.seeds; seed++) {
    context.progress(done++, total, `seed ${seed}: generator`);
    await using setup = await openSetup(context, seed, setting.setting.training.steps);
    generator.push(await setup.measure({ what: "evaluation" }, () => setup.generator.evaluate()));
    const stock = new GuessStock(setup, setup.luck.split("maps", seed));
    for (const { place, students } of phase) {
      context.progress(done++, total, `seed ${seed}: p ${place.p}, ψ/φ ${place.ratio}`);
      students.push(
        await setup.measure({ what: "phase", ...place, guesses: setting.phase.guesses }, () =>
          phaseStudent(setup, stock, place, setting.phase.guesses),
        ),
      );
    }
    for (const { place, students } of budget) {
      const { rule, keep, steps } = place;
      context.progress(done++, total, `seed ${seed}: ${rule}, ${keep} guesses, ${steps} steps`);
      students.push(
        await setup.measure({ what: "budget", rule, keep, of: steps }, () =>
          budgetStudent(context, { seed, stock }, place),
        ),
      );
    }
  }
  return {
    figures: [phaseFigure(phase, generator, setting), ...budgetFigures(budget, generator, setting)],
    findings: [phaseFinding(phase, generator, setting), budgetFinding(budget, generator)],
  };
}
