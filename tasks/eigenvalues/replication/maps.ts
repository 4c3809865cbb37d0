import {
  OneOpen,
  type PhasePlace,
  phasePlan,
  type ReplicationContext,
  type ReplicationResult,
} from "../../../harness/study/index.ts";
import { type BudgetPlace, budgetFigures, budgetFinding, budgetPlan, budgetStudent } from "./budget-map.ts";
import { phaseFigure, phaseFinding, phaseStudent } from "./phase.ts";
import type { MapSetting } from "./settings.ts";
import { openSetup, type SeedOfSteps } from "./setup.ts";

/** The phase diagram over p and ψ/φ, and the map of budgets: where students are above their generator, and where below. */
export async function replicateMaps(context: ReplicationContext<MapSetting>): Promise<ReplicationResult> {
  const setting = { ...context.setting, seeds: context.seeds.length };
  const { steps } = setting.setting.training;
  const { guesses } = setting.phase;
  await using setups = new OneOpen((request: SeedOfSteps) => openSetup(context, request, "maps"));
  const phases = phasePlan(setting.phase);
  const budgets = budgetPlan(setting.budget);
  const open = (seed: number) => setups.at({ seed, steps });
  const found = await context.points([
    {
      what: "generator",
      key: { what: "evaluation", steps },
      measure: async (seed) => (await open(seed)).generator.evaluate(),
    },
    ...phases.map((place) => ({
      what: phaseName(place),
      key: { what: "phase", ...place, guesses, steps },
      measure: async (seed: number) => phaseStudent(await open(seed), place, guesses),
    })),
    ...budgets.map((place) => ({
      what: budgetName(place),
      key: { what: "budget", rule: place.rule, keep: place.keep, of: place.steps, steps },
      measure: async (seed: number) => budgetStudent(context, await open(seed), place),
    })),
  ]);
  const generator = found.get("generator")!;
  const phase = phases.map((place) => ({ place, students: found.get(phaseName(place))! }));
  const budget = budgets.map((place) => ({ place, students: found.get(budgetName(place))! }));
  return {
    figures: [phaseFigure(phase, generator, setting), ...budgetFigures(budget, generator, setting)],
    findings: [phaseFinding(phase, generator, setting), budgetFinding(budget, generator)],
  };
}

function phaseName({ p, ratio }: PhasePlace): string {
  return `p ${p}, ψ/φ ${ratio}`;
}

function budgetName({ rule, keep, steps }: BudgetPlace): string {
  return `${rule}, ${keep} guesses, ${steps} steps`;
}
