import { scopedArtifacts } from "../../../harness/artifacts/index.ts";
import { sharedGenerator } from "../../../harness/loop/index.ts";
import type { RandomStream } from "../../../harness/random/index.ts";
import type { ReplicationResult, StudyContext } from "../../../harness/study/index.ts";
import { openInstance } from "../instance.ts";
import { pStarFigure, rougeFigure } from "./figures.ts";
import { findingsOf } from "./findings.ts";
import { type Repetition, takeLesson } from "./lessons.ts";
import { type Lesson, lessonPlan } from "./plan.ts";
import type { MeasuredLesson } from "./series.ts";
import type { ReplicationSetting } from "./settings.ts";

/** Trains the models of Figure 5 of Feng et al. (2024), and sets them beside what the paper found. */
export async function replicate(context: StudyContext<ReplicationSetting>): Promise<ReplicationResult> {
  const { setting, progress } = context;
  const plan = lessonPlan(setting.rates);
  const measured: MeasuredLesson[] = plan.map((lesson) => ({ lesson, outcomes: [] }));
  let done = 0;
  for (let seed = 0; seed < setting.seeds; seed++) {
    await using repetition = openLazily(context, seed);
    for (const { lesson, outcomes } of measured) {
      outcomes.push(await takeLesson(context.artifacts, seed, lesson, repetition.open));
      progress(++done, plan.length * setting.seeds, describe(lesson, seed));
    }
  }
  return {
    figures: [rougeFigure(measured, setting), pStarFigure(measured, setting)],
    findings: findingsOf(measured, setting),
  };
}

/** Opened only when something of the repetition is not kept yet. */
function openLazily(context: StudyContext<ReplicationSetting>, seed: number) {
  let opened: Promise<Repetition> | undefined;
  return {
    open(): Promise<Repetition> {
      opened ??= openRepetition(context, seed);
      return opened;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await (await opened)?.instance[Symbol.asyncDispose]();
    },
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

  return { seed, instance, generator, artifacts, luck };
}

function describe(lesson: Lesson, seed: number): string {
  const what = lesson.kind === "selected" ? `${lesson.selector} at ${lesson.rate}` : lesson.kind;
  return `repetition ${seed + 1}, ${what}`;
}
