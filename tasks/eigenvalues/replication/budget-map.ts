import { countAxis, type Figure, type Spec } from "../../../harness/figure/index.ts";
import { type Finding, signedPoints, verdictOn, verdictOnAll } from "../../../harness/study/index.ts";
import { accuraciesOf, gainColour, gainOf, type Mapped, pairedGap } from "./measured.ts";
import type { MapSetting } from "./settings.ts";
import { type Measures, type Setup, type SetupContext, studentOfSteps } from "./setup.ts";

/** Which guesses a student learns from: all, or those that are right. */
const rules = ["all", "right"] as const;

/** A student's budget. */
export interface BudgetPlace {
  readonly rule: (typeof rules)[number];
  /** Guesses it learns from. */
  readonly keep: number;
  readonly steps: number;
}

export function budgetPlan({ keep, steps }: MapSetting["budget"]): readonly BudgetPlace[] {
  return rules.flatMap((rule) =>
    keep.flatMap((one) => steps.map((each) => ({ rule, keep: one, steps: each }))),
  );
}

/** A student of the first `keep` guesses of the stock, or of the first right ones. */
export async function budgetStudent(
  context: SetupContext,
  { seed, stock }: Pick<Setup, "seed" | "stock">,
  { rule, keep, steps }: BudgetPlace,
): Promise<Measures> {
  const lessons = await stock.gather(keep, ({ isRight }) => rule === "all" || isRight);
  return studentOfSteps(context, { seed, steps }, "budget", lessons);
}

const titles: Readonly<Record<BudgetPlace["rule"], string>> = {
  all: "What more guesses and longer training buy without a verifier",
  right: "What more right guesses and longer training buy",
};

/** A map for each rule. */
export function budgetFigures(
  budget: Mapped<BudgetPlace>,
  generator: readonly Measures[],
  { budget: { keep, steps }, seeds }: MapSetting,
): readonly Figure[] {
  return rules.map((rule) => ({
    name: `budget-${rule}`,
    title: titles[rule],
    caption: `Accuracy of a student less its generator's, by the number of guesses it learns from and its training steps; greedy guesses, ${rule === "all" ? "as they come" : "only right ones"}; ${seeds === 1 ? "one seed" : `means of ${seeds} seeds`}. Blue: above the generator.`,
    spec: budgetSpec(keep, steps),
    rows: budget
      .filter(({ place }) => place.rule === rule)
      .map(({ place: { keep, steps }, students }) => ({
        ...{ kind: "measured", keep, steps },
        ...gainOf(students, generator),
      })),
  }));
}

function budgetSpec(keep: readonly number[], steps: readonly number[]): Spec {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    width: "container",
    height: 240,
    mark: { type: "square", size: 900, opacity: 0.9 },
    encoding: {
      x: countAxis("keep", "Guesses (log scale)", keep),
      y: countAxis("steps", "Training steps (log scale)", steps),
      color: gainColour,
    },
  };
}

/** Whether any budget lifts a student of unverified guesses above its generator. */
export function budgetFinding(budget: Mapped<BudgetPlace>, generator: readonly Measures[]): Finding {
  const gapsOf = (rule: BudgetPlace["rule"]) =>
    budget
      .filter(({ place }) => place.rule === rule)
      .map(({ students }) => pairedGap(accuraciesOf(students), accuraciesOf(generator)));
  const all = gapsOf("all");
  const range = (gaps: typeof all) => {
    const means = gaps.map(({ mean }) => mean);
    return `from ${signedPoints(Math.min(...means))} to ${signedPoints(Math.max(...means))}`;
  };
  return {
    source: "here",
    claim:
      "No number of guesses and of training steps brings a student of unverified guesses above its generator.",
    measured: `Over ${all.length} budgets gains are ${range(all)} for guesses as they come, and ${range(gapsOf("right"))} for right ones.`,
    verdict: verdictOnAll(all.map((gap) => verdictOn(gap, { below: 0 }))),
  };
}
