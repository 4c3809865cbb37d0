/**
 * Replication: the paper's Table 1 (beams) and Figure 4 (noisy verifier, unverified data) on this task's models.
 * In: `replication` of task.yaml. Out: figures as data, and findings that set measured numbers beside the paper's.
 * Every measurement is kept, so a stopped replication goes on where it was.
 */
import type { ReplicationResult, StudyContext } from "../../../harness/task/index.ts";
import { evaluateModel } from "../evaluation.ts";
import { measureBeams } from "./beams.ts";
import { beamFigure, noisyFigure, unverifiedFigure } from "./figures.ts";
import { findings } from "./findings.ts";
import type { Measured } from "./measured.ts";
import type { ReplicationSetting } from "./settings.ts";
import { type Measures, openStudy, type Study } from "./study.ts";
import { choosingStudent, unverifiedStudent, verifiedStudent } from "./verified.ts";

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
  const total = seeds * (1 + beams.widths.length + 2 * noisy.errors.length + unverified.length);
  let done = 0;
  const all = {
    generator: [] as Measures[],
    beams: new Map<number, Measures[]>(),
    noisy: new Map<number, Measures[]>(),
    choosing: new Map<number, Measures[]>(),
    unverified: new Map<number, Measures[]>(),
  };

  async function points(
    study: Study,
    name: "beams" | "noisy" | "choosing" | "unverified",
    values: readonly number[],
    work: (value: number) => Promise<Measures>,
  ): Promise<void> {
    for (const value of values) {
      context.progress(done++, total, `seed ${study.seed}: ${name} ${value}`);
      const list = all[name].get(value) ?? [];
      list.push(await study.measure({ what: name, value }, () => work(value)));
      all[name].set(value, list);
    }
  }

  for (let seed = 0; seed < seeds; seed++) {
    context.progress(done++, total, `seed ${seed}: generator`);
    await using study = await openStudy(context, seed);
    const { world, generator } = study;
    all.generator.push(await study.measure({ what: "evaluation" }, () => evaluateModel(world, generator)));
    await points(study, "beams", beams.widths, (width) => measureBeams(study, width, setting));
    await points(study, "noisy", noisy.errors, (error) => verifiedStudent(study, error, setting));
    await points(study, "choosing", noisy.errors, (error) => choosingStudent(study, error, setting));
    await points(study, "unverified", unverified, (multiple) =>
      unverifiedStudent(study, multiple * setting.setting.real),
    );
  }
  return all;
}
