import { type RandomStream, randomStream } from "../../../harness/random/index.ts";
import type { Regime, Selection, TaskInstance, Tier, TrainingSource } from "../../../harness/task/index.ts";
import type { Rule } from "./rules.ts";

export interface Recursion {
  readonly instance: TaskInstance;
  readonly tier: Pick<Tier, "rounds" | "budget">;
  readonly regime: Regime;
  readonly rule: Rule;
  readonly temperature: number;
  readonly random: RandomStream;
}

/** Accuracies of one recursion: G0 first, then the student of each round. */
export async function simulateRecursion(recursion: Recursion): Promise<readonly number[]> {
  const { instance, tier, regime, rule, temperature, random } = recursion;
  let generator = await instance.generator();
  const accuracies = [(await generator.evaluate())["accuracy"]!];
  const sources: TrainingSource[] = [];
  for (let round = 1; round <= tier.rounds; round++) {
    const position = { round, regime };
    const pool = rule.truth
      ? await instance.truth(position)
      : await generator.propose(position, { temperature });
    const { verifiers } = instance;
    const order = await rule.order({ pool, verifiers, random: random.split(regime, round) });
    sources.push({ pool, selection: kept(order, rule.everything ? pool.items : tier.budget.keep) });
    const trained = await instance.train({
      ...position,
      sources: regime === "replace" ? sources.slice(-1) : sources,
    });
    generator = trained.student;
    accuracies.push((await generator.evaluate())["accuracy"]!);
  }
  return accuracies;
}

function kept(order: Uint32Array, most: number): Selection {
  const items = order.slice(0, most);
  return {
    items,
    candidates: new Uint32Array(items.length),
    weights: new Float64Array(items.length).fill(1),
  };
}

/** The stream a rule draws from. */
export function ruleStream(seed: number, name: string): RandomStream {
  return randomStream("gaussian-mixture calibration", seed, name);
}
