/**
 * Replication: the paper's Table 1 (beams) and Figure 4 (noisy verifier, unverified data) on this task's models, or maps of where
 * students are above their generator.
 * In: `replication` of task.yaml. Out: figures as data, and findings that set measured numbers beside the paper's.
 * Every measurement is kept, so a stopped replication goes on where it was.
 */
import type { ReplicationResult, StudyContext } from "../../../harness/study/index.ts";
import { measureBeams } from "./beams.ts";
import { beamFigure, noisyFigure, unverifiedFigure } from "./figures.ts";
import { findings } from "./findings.ts";
import { replicateMaps } from "./maps.ts";
import { chosenErrors, type MeasuredSeries } from "./measured.ts";
import { isMaps, type MapSetting, type ReplicationSetting } from "./settings.ts";
import { type Measures, openSetup, type Setup } from "./setup.ts";
import { choosingStudent, droppingStudent, unverifiedStudent, verifiedStock } from "./verified.ts";

export { replicationSchema } from "./settings.ts";

/** The paper's figures, or the maps, whichever the numbers are of. */
export function replicate(
  context: StudyContext<ReplicationSetting | MapSetting>,
): Promise<ReplicationResult> {
  const { setting } = context;
  return isMaps(setting) ? replicateMaps({ ...context, setting }) : replicatePaper({ ...context, setting });
}

/** Measures every point on every seed and sets it beside the paper. */
async function replicatePaper(context: StudyContext<ReplicationSetting>): Promise<ReplicationResult> {
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

async function measureAll(context: StudyContext<ReplicationSetting>): Promise<MeasuredSeries> {
  const { setting } = context;
  const { beams, noisy, unverified, seeds } = setting;
  const { keep, errors, larger } = noisy;
  const chosen = chosenErrors(setting);
  const atLarger = larger === undefined ? 0 : 1 + errors.length;
  const total =
    seeds * (1 + beams.widths.length + errors.length + chosen.length + unverified.length + atLarger);
  let done = 0;

  /** One more seed of every point of a curve. */
  async function points(
    setup: Setup,
    curve: Map<number, Measures[]>,
    name: string,
    values: readonly number[],
    work: (value: number) => Promise<Measures>,
  ): Promise<void> {
    for (const value of values) {
      context.progress(done++, total, `seed ${setup.seed}: ${name} ${value}`);
      const list = curve.get(value) ?? [];
      list.push(await setup.measure({ what: name, value }, () => work(value)));
      curve.set(value, list);
    }
  }

  /** Trains and measures a seed's generator, then does `work` with it. */
  async function withGenerator(
    seed: number,
    steps: number,
    list: Measures[],
    work: (setup: Setup) => Promise<void>,
  ): Promise<void> {
    context.progress(done++, total, `seed ${seed}: generator of ${steps} steps`);
    await using setup = await openSetup(context, seed, steps);
    list.push(await setup.measure({ what: "evaluation" }, () => setup.generator.evaluate()));
    await work(setup);
  }

  const all = {
    generator: [] as Measures[],
    beams: new Map<number, Measures[]>(),
    dropping: new Map<number, Measures[]>(),
    choosing: new Map<number, Measures[]>(),
    unverified: new Map<number, Measures[]>(),
    larger: larger && { generator: [] as Measures[], dropping: new Map<number, Measures[]>() },
  };
  for (let seed = 0; seed < seeds; seed++) {
    await withGenerator(seed, setting.setting.training.steps, all.generator, async (setup) => {
      await points(setup, all.beams, "beams", beams.widths, (width) => measureBeams(setup, width, setting));
      const stock = verifiedStock(setup);
      await points(setup, all.dropping, "dropping", errors, (error) =>
        droppingStudent(setup, stock, error, keep),
      );
      await points(setup, all.choosing, "choosing", chosen, (error) => choosingStudent(setup, error, keep));
      await points(setup, all.unverified, "unverified", unverified, (multiple) =>
        unverifiedStudent(setup, multiple * setting.setting.real),
      );
    });
  }
  if (larger === undefined || all.larger === undefined) return all;
  const { generator, dropping } = all.larger;
  for (let seed = 0; seed < seeds; seed++) {
    await withGenerator(seed, larger.steps, generator, (setup) => {
      const stock = verifiedStock(setup);
      return points(setup, dropping, "dropping", errors, (error) =>
        droppingStudent(setup, stock, error, larger.keep),
      );
    });
  }
  return all;
}
