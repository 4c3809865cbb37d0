/**
 * Replication: the paper's Table 1 (beams) and Figure 4 (noisy verifier, unverified data) on this task's models, or maps of where
 * students are above their generator.
 * In: `replication` of task.yaml. Out: figures as data, and findings that set measured numbers beside the paper's.
 * Every measurement is kept, so a stopped replication goes on where it was.
 */
import type { ReplicationContext, ReplicationResult } from "../../../harness/study/index.ts";
import { beamFigure, noisyFigure, unverifiedFigure } from "./figures.ts";
import { findings } from "./findings.ts";
import { replicateMaps } from "./maps.ts";
import { measurePaper } from "./paper.ts";
import { isMaps, type MapSetting, type ReplicationSetting } from "./settings.ts";

export { replicationSchema } from "./settings.ts";

type AnySetting = ReplicationSetting | MapSetting;

/** The paper's figures, or the maps, whichever the numbers are of. */
export function replicate(context: ReplicationContext<AnySetting>): Promise<ReplicationResult> {
  const { setting } = context;
  return isMaps(setting) ? replicateMaps({ ...context, setting }) : replicatePaper({ ...context, setting });
}

/** Measures every point on every seed and sets it beside the paper. */
async function replicatePaper(context: ReplicationContext<ReplicationSetting>): Promise<ReplicationResult> {
  const setting = { ...context.setting, seeds: context.seeds.length };
  const measured = await measurePaper(context);
  return {
    figures: [
      beamFigure(measured, setting),
      noisyFigure(measured, setting),
      unverifiedFigure(measured, setting),
    ],
    findings: findings(measured, setting),
  };
}
