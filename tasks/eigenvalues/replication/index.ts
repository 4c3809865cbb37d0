/**
 * Replication: the paper's Table 1 (beams) and Figure 4 (noisy verifier, unverified data) on this task's models.
 * In: `replication` of task.yaml. Out: figures as data, and findings that set measured numbers beside the paper's.
 * Every measurement is kept, so a stopped replication goes on where it was.
 */
import type { ReplicationResult, StudyContext } from "../../../harness/task/index.ts";
import { measureBeams } from "./beams.ts";
import { beamFigure, noisyFigure, unverifiedFigure } from "./figures.ts";
import { findings } from "./findings.ts";
import type { Measured } from "./measured.ts";
import type { ReplicationSetting } from "./settings.ts";
import { type Measures, openStudy, type Study } from "./study.ts";
import { choosingStudent, droppingStudent, unverifiedStudent } from "./verified.ts";

export { replicationSchema } from "./settings.ts";

/** Measures every point on every seed and sets it beside the paper. */
export async function replicate(context: StudyContext<ReplicationSetting>): Promise<ReplicationResult> {
  const { setting } = context;
  const measured = await measureAll(context);
  return {
    figures: [
      beamFigure(measured, setting),
      noisyFigure(measured, setting),
      unverifiedFigure(measured, setting),
    ],
    findings: findings(measured, setting),
  };
}

async function measureAll(context: StudyContext<ReplicationSetting>): Promise<Measured> {
  const { setting } = context;
  const { beams, noisy, unverified, seeds } = setting;
  const total = seeds * (2 + beams.widths.length + 3 * noisy.errors.length + unverified.length);
  let done = 0;

  /** One more seed of every point of a curve. */
  async function points(
    study: Study,
    curve: Map<number, Measures[]>,
    name: string,
    values: readonly number[],
    work: (value: number) => Promise<Measures>,
  ): Promise<void> {
    for (const value of values) {
      context.progress(done++, total, `seed ${study.seed}: ${name} ${value}`);
      const list = curve.get(value) ?? [];
      list.push(await study.measure({ what: name, value }, () => work(value)));
      curve.set(value, list);
    }
  }

  /** Trains and measures a seed's generator, then does `work` with it. */
  async function withGenerator(
    seed: number,
    steps: number,
    list: Measures[],
    work: (study: Study) => Promise<void>,
  ): Promise<void> {
    context.progress(done++, total, `seed ${seed}: generator of ${steps} steps`);
    await using study = await openStudy(context, seed, steps);
    list.push(await study.measure({ what: "evaluation" }, () => study.generator.evaluate()));
    await work(study);
  }

  const all = {
    generator: [] as Measures[],
    beams: new Map<number, Measures[]>(),
    dropping: new Map<number, Measures[]>(),
    choosing: new Map<number, Measures[]>(),
    unverified: new Map<number, Measures[]>(),
    larger: { generator: [] as Measures[], dropping: new Map<number, Measures[]>() },
  };
  const { keep, errors, larger } = noisy;
  for (let seed = 0; seed < seeds; seed++) {
    await withGenerator(seed, setting.setting.training.steps, all.generator, async (study) => {
      await points(study, all.beams, "beams", beams.widths, (width) => measureBeams(study, width, setting));
      await points(study, all.dropping, "dropping", errors, (error) => droppingStudent(study, error, keep));
      await points(study, all.choosing, "choosing", errors, (error) => choosingStudent(study, error, keep));
      await points(study, all.unverified, "unverified", unverified, (multiple) =>
        unverifiedStudent(study, multiple * setting.setting.real),
      );
    });
  }
  for (let seed = 0; seed < seeds; seed++) {
    await withGenerator(seed, larger.steps, all.larger.generator, (study) =>
      points(study, all.larger.dropping, "dropping", errors, (error) =>
        droppingStudent(study, error, larger.keep),
      ),
    );
  }
  return all;
}
