import { type Estimate, estimate } from "../../../harness/statistics/index.ts";
import type { Outcome } from "./lessons.ts";
import type { Lesson, Selector } from "./plan.ts";

/** One training of the plan, over the repetitions. */
export interface Measured {
  readonly lesson: Lesson;
  readonly outcomes: Outcome[];
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
