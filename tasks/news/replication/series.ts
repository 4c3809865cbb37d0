import type { Outcome } from "./lessons.ts";
import type { Lesson, Selector } from "./plan.ts";

/** One training of the plan, over the repetitions. */
export interface Measured {
  readonly lesson: Lesson;
  readonly outcomes: Outcome[];
}

/** A mean over repetitions with its 95 % interval (Student's t). */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Two-sided 95 % quantiles of Student's t for 1 to 9 degrees of freedom; more are taken as 9, which errs on the wide side. */
const t95 = [12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

/** The estimate from at least two repetitions. */
export function estimate(values: readonly number[]): Estimate {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const error = Math.sqrt(squares / (values.length - 1) / values.length);
  const half = t95[Math.min(values.length - 2, t95.length - 1)]! * error;
  return { mean, low: mean - half, high: mean + half };
}

/** The outcomes of a training. Throws when the plan has no such training. */
export function outcomesOf(measured: readonly Measured[], wanted: Lesson): readonly Outcome[] {
  const key = JSON.stringify(wanted);
  const found = measured.find(({ lesson }) => JSON.stringify(lesson) === key);
  if (found === undefined) throw new RangeError(`the figure has no training ${key}`);
  return found.outcomes;
}

/** What a selector's students learnt at a rate; everything kept is the same for all selectors. */
export function selectedAt(
  measured: readonly Measured[],
  selector: Selector,
  rate: number,
): readonly Outcome[] {
  return outcomesOf(measured, { kind: "selected", selector: rate < 1 ? selector : "random", rate });
}

/** ROUGE-1 of each repetition. */
export function rouge1s(outcomes: readonly Outcome[]): readonly number[] {
  return outcomes.map(({ rouge1 }) => rouge1);
}

/** By how much the first is above the second, repetition by repetition. */
export function gap(first: readonly Outcome[], second: readonly Outcome[]): Estimate {
  return estimate(first.map(({ rouge1 }, seed) => rouge1 - second[seed]!.rouge1));
}
