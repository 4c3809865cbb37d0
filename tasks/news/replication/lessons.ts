import type { ArtifactStore } from "../../../harness/artifacts/index.ts";
import { playRegime } from "../../../harness/loop/index.ts";
import type { RandomStream } from "../../../harness/random/index.ts";
import {
  highest,
  type Rule,
  ruleSelector,
  rules,
  type ScoreSource,
  unlimitedFeedback,
} from "../../../harness/selection/index.ts";
import type { Regime, Student, TaskInstance } from "../../../harness/task/index.ts";
import type { Lesson } from "./plan.ts";

/** What a model learnt. */
export type LessonOutcome = {
  /** ROUGE-1 F on the test set. */
  readonly rouge1: number;
  /** 1/(1 + ψ/φ) of the selection; null where nothing was selected, or nothing wrong was there to keep. */
  readonly pStar: number | null;
};

/** One repetition: a task and its generator. */
export interface Repetition extends AsyncDisposable {
  readonly seed: number;
  readonly instance: TaskInstance;
  readonly generator: Student;
  readonly artifacts: ArtifactStore;
  /** The draws of the random selection of a share. */
  luck(rate: number): RandomStream;
}

/** One greedy summary an article, as in the paper. */
const greedy = {
  search: { default: "sample", values: ["sample"] },
  candidates: { default: 1, min: 1, max: 1 },
  temperature: { default: 1, min: 1, max: 1 },
  topP: { default: 1, min: 1, max: 1 },
};

/** Trains and tests. */
export async function takeLesson(lesson: Lesson, repetition: Repetition): Promise<LessonOutcome> {
  const { generator } = repetition;
  if (lesson.kind === "generator") return { rouge1: (await generator.evaluate())["rouge1"]!, pStar: null };
  // Accumulating adds the real pairs.
  if (lesson.kind === "human") return learnBy(repetition, rules["all clean"], "accumulate");
  return learnBy(repetition, shareOf(lesson, repetition), "replace");
}

/** Keeps a share of the pool, by who selects. */
function shareOf(
  { selector, rate }: Extract<Lesson, { readonly kind: "selected" }>,
  { luck }: Repetition,
): Rule {
  const chance: ScoreSource = (_, { items }) => {
    const stream = luck(rate);
    return Float64Array.from(items, () => stream.uniform());
  };
  const { select } = highest(selector === "random" ? chance : selector);
  const keepOf = (items: number) => Math.max(1, Math.round(rate * items));
  return { everything: true, select: (input) => select({ ...input, keep: keepOf(input.pool.items) }) };
}

async function learnBy(
  { seed, instance, generator, artifacts }: Repetition,
  rule: Rule,
  regime: Regime,
): Promise<LessonOutcome> {
  const recursion = {
    instance,
    artifacts,
    selector: ruleSelector(rule),
    streams: ["news", "replication", seed],
    rounds: 1,
    budget: { keep: 1, feedback: unlimitedFeedback(instance.verifiers) },
    generation: greedy,
  };
  const { rounds, failure } = await playRegime(recursion, regime, generator);
  if (failure !== undefined) throw failure.error;
  const { metrics, pStar } = rounds[0]!.record;
  return { rouge1: metrics["rouge1"]!, pStar };
}
