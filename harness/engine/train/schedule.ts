/** Learning rates by step. */
import type { OptimizerOptions, Schedule } from "../contract.ts";

/** Learning rate of a 1-based step. */
export function learningRateAt(schedule: Schedule, step: number): number {
  const { peak, warmupSteps = 0 } = schedule;
  if (step < warmupSteps) return (peak * step) / warmupSteps;
  if (schedule.kind === "constant") return peak;
  const { totalSteps, floor = 0 } = schedule;
  const progress = Math.min(1, (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps));
  return peak * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * progress)));
}

/** The numbers of one step that change with the step: they are fed, so that nothing is compiled again. */
export interface StepRates {
  readonly learningRate: number;
  /** Factor of the quotient of the two moment sums. */
  readonly stepSize: number;
  /** Epsilon in the units of the second sum's root. */
  readonly epsilon: number;
  /** What AdamW multiplies decayed parameters with. */
  readonly keep: number;
}

/**
 * Adam with its moments kept as plain sums M = Σ β₁^(t−s) g and V = Σ β₂^(t−s) g², which saves two passes a step:
 * with k = √((1−β₂)/(1−β₂ᵗ)), the update lr · m̂ / (√v̂ + ε) is lr (1−β₁)/((1−β₁ᵗ) k) · M / (√V + ε/k).
 */
export function ratesAt(optimizer: OptimizerOptions, step: number): StepRates {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = optimizer;
  const learningRate = learningRateAt(optimizer.schedule, step);
  const k = Math.sqrt((1 - beta2) / (1 - beta2 ** step));
  return {
    learningRate,
    stepSize: (learningRate * (1 - beta1)) / ((1 - beta1 ** step) * k),
    epsilon: epsilon / k,
    keep: optimizer.kind === "adamw" ? 1 - learningRate * weightDecay : 1,
  };
}
