import {
  OneOpen,
  phasePlan,
  type ReplicationContext,
  type ReplicationResult,
} from "../../../harness/study/index.ts";
import { budgetFigures, budgetFinding, budgetPlan, budgetStudent } from "./budget-map.ts";
import { phaseFigure, phaseFinding, phaseStudent } from "./phase.ts";
import type { MapSetting } from "./settings.ts";
import { openSetup, type SeedOfSteps } from "./setup.ts";

/** The phase diagram over p and ψ/φ, and the map of budgets: where students are above their generator, and where below. */
export async function replicateMaps(context: ReplicationContext<MapSetting>): Promise<ReplicationResult> {
  const { seeds } = context;
  const setting = { ...context.setting, seeds: seeds.length };
  const { steps } = setting.setting.training;
  const { guesses } = setting.phase;
  await using setups = new OneOpen((request: SeedOfSteps) => openSetup(context, request, "maps"));
  const phases = phasePlan(setting.phase);
  const budgets = budgetPlan(setting.budget);
  const pointsOf = (seed: number) => {
    const open = () => setups.at({ seed, steps });
    const generator = {
      what: "generator",
      key: { what: "evaluation", steps },
      measure: async () => (await open()).generator.evaluate(),
    };
    const phase = phases.map((place) => ({
      what: `p ${place.p}, ψ/φ ${place.ratio}`,
      key: { what: "phase", ...place, guesses, steps },
      measure: async () => phaseStudent(await open(), place, guesses),
    }));
    const budget = budgets.map((place) => ({
      what: `${place.rule}, ${place.keep} guesses, ${place.steps} steps`,
      key: { what: "budget", rule: place.rule, keep: place.keep, of: place.steps, steps },
      measure: async () => budgetStudent(context, await open(), place),
    }));
    return [generator, ...phase, ...budget].map((point) => ({ ...point, seed }));
  };
  const each = 1 + phases.length + budgets.length;
  const values = await context.points(seeds.flatMap(pointsOf));
  /** Of one point of the plan, its values over seeds. */
  const overSeeds = (point: number) => seeds.map((_, place) => values[place * each + point]!);
  const generator = overSeeds(0);
  const mapped = <Place>(places: readonly Place[], first: number) =>
    places.map((place, at) => ({ place, students: overSeeds(first + at) }));
  const phase = mapped(phases, 1);
  const budget = mapped(budgets, 1 + phases.length);
  return {
    figures: [phaseFigure(phase, generator, setting), ...budgetFigures(budget, generator, setting)],
    findings: [phaseFinding(phase, generator, setting), budgetFinding(budget, generator)],
  };
}
