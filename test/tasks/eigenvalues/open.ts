import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openArtifacts } from "../../../harness/artifacts/index.ts";
import { parseYamlFile } from "../../../harness/config/index.ts";
import { randomStream } from "../../../harness/random/index.ts";
import type { GivenPoints, ReplicationContext } from "../../../harness/study/index.ts";
import { type TaskContext, taskFileOf } from "../../../harness/task/index.ts";
import { replicationSchema } from "../../../tasks/eigenvalues/replication/index.ts";
import { type Setting, settingSchema } from "../../../tasks/eigenvalues/settings.ts";
import { replicationContext } from "../../study/context.ts";

const file = path.resolve(import.meta.dirname, "../../../tasks/eigenvalues/task.yaml");

/** The task's own numbers. */
export const taskFile = parseYamlFile(file, taskFileOf(settingSchema, replicationSchema), {
  kind: "task",
  blame: "task",
});

/** Tier smoke, with changes. */
export function smallSetting(changes: Partial<Setting> = {}): Setting {
  return { ...taskFile.tiers.smoke!.frozen.setting, ...changes };
}

/** What an instance is opened with, its artifacts in a folder of its own. */
export function contextOf(setting: Setting, seed = 0): TaskContext<Setting> {
  const artifacts = openArtifacts(mkdtempSync(path.join(tmpdir(), "collapse-bench-eigenvalues-")));
  return {
    setting,
    tier: "smoke",
    rounds: 2,
    seed,
    random: randomStream("eigenvalues", seed),
    artifacts,
    common: artifacts,
    device: "cpu",
  };
}

/** Runs a replication again and again on one store, each time with the `done` of every progress; of all seeds unless some are named. */
export function replicationRunner<Study extends { readonly seeds: number }, Result>(
  part: string,
  setting: Study,
  measure: (context: ReplicationContext<Study>) => Promise<Result>,
) {
  const artifacts = openArtifacts(mkdtempSync(path.join(tmpdir(), `collapse-bench-${part}-`)));
  const all = Array.from({ length: setting.seeds }, (_, seed) => seed);
  return async (seeds = all, given?: GivenPoints) => {
    const steps: number[] = [];
    const progress = (done: number) => void steps.push(done);
    const random = randomStream("eigenvalues", part, 0);
    const result = await measure(replicationContext({ setting, random, artifacts, progress }, seeds, given));
    return { result, steps };
  };
}
