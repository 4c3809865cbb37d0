import { scopedArtifacts } from "../../../harness/artifacts/index.ts";
import { sharedGenerator } from "../../../harness/loop/index.ts";
import type { RandomStream } from "../../../harness/random/index.ts";
import {
  OneOpen,
  type ReplicationContext,
  type ReplicationResult,
  type StudyContext,
} from "../../../harness/study/index.ts";
import { openInstance } from "../instance.ts";
import { pStarFigure, rougeFigure } from "./figures.ts";
import { findingsOf } from "./findings.ts";
import { type Repetition, takeLesson } from "./lessons.ts";
import { type Lesson, lessonPlan } from "./plan.ts";
import type { ReplicationSetting } from "./settings.ts";

/** Trains the models of Figure 5 of Feng et al. (2024), and sets them beside what the paper found. */
export async function replicate(context: ReplicationContext<ReplicationSetting>): Promise<ReplicationResult> {
  const setting = { ...context.setting, seeds: context.seeds.length };
  const plan = lessonPlan(setting.rates);
  await using repetitions = new OneOpen((seed: number) => openRepetition(context, seed));
  const found = await context.points(
    plan.map((lesson) => ({
      what: describe(lesson),
      key: { what: "lesson", lesson },
      measure: async (seed) => takeLesson(lesson, await repetitions.at(seed)),
    })),
  );
  const measured = plan.map((lesson) => ({ lesson, outcomes: found.get(describe(lesson))! }));
  return {
    figures: [rougeFigure(measured, setting), pStarFigure(measured, setting)],
    findings: findingsOf(measured, setting),
  };
}

async function openRepetition(context: StudyContext<ReplicationSetting>, seed: number): Promise<Repetition> {
  const { random, device } = context;
  const { setting, rates } = context.setting;
  const stream = random.split(seed);
  const artifacts = scopedArtifacts(context.artifacts, { seed });
  const instance = await openInstance({
    setting,
    tier: "replication",
    rounds: 1,
    seed,
    random: stream,
    artifacts,
    common: context.artifacts,
    device,
  });
  const generator = await sharedGenerator({ instance, artifacts });

  /** Smaller shares draw before larger ones, also where they were kept and are not drawn again. */
  function luck(rate: number): RandomStream {
    const draws = stream.split("selection");
    const earlier = rates.filter((other) => other < rate).length * setting.corpus.pool;
    for (let skipped = 0; skipped < earlier; skipped++) draws.uniform();
    return draws;
  }

  return {
    ...{ seed, instance, generator, artifacts, luck },
    [Symbol.asyncDispose]: () => instance[Symbol.asyncDispose](),
  };
}

function describe(lesson: Lesson): string {
  return lesson.kind === "selected" ? `${lesson.selector} at ${lesson.rate}` : lesson.kind;
}
