import type { Estimate } from "../../../harness/statistics/index.ts";
import { estimateOver } from "../../../harness/study/index.ts";
import type { LessonOutcome } from "./lessons.ts";
import type { Chooser, Lesson } from "./plan.ts";

/** One training of the plan, over the repetitions. */
export interface MeasuredLesson {
  readonly lesson: Lesson;
  readonly outcomes: readonly LessonOutcome[];
}

/** The outcomes of a training. Throws when the plan has no such training. */
export function outcomesOf(measured: readonly MeasuredLesson[], wanted: Lesson): readonly LessonOutcome[] {
  const key = JSON.stringify(wanted);
  const found = measured.find(({ lesson }) => JSON.stringify(lesson) === key);
  if (found === undefined) throw new RangeError(`the figure has no training ${key}`);
  return found.outcomes;
}

/** What a selector's students learnt at a rate; everything kept is the same for all selectors. */
export function selectedAt(
  measured: readonly MeasuredLesson[],
  selector: Chooser,
  rate: number,
): readonly LessonOutcome[] {
  return outcomesOf(measured, { kind: "selected", selector: rate < 1 ? selector : "random", rate });
}

/** ROUGE-1 of each repetition. */
export function rouge1s(outcomes: readonly LessonOutcome[]): readonly number[] {
  return outcomes.map(({ rouge1 }) => rouge1);
}

/** By how much the first is above the second, repetition by repetition. */
export function gap(first: readonly LessonOutcome[], second: readonly LessonOutcome[]): Estimate {
  return estimateOver(first.map(({ rouge1 }, seed) => rouge1 - second[seed]!.rouge1));
}

/** The same of p⋆; every repetition must have one. */
export function pStarGap(first: readonly LessonOutcome[], second: readonly LessonOutcome[]): Estimate {
  return estimateOver(first.map(({ pStar }, seed) => pStar! - second[seed]!.pStar!));
}
