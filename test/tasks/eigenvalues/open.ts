import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { openArtifacts } from "../../../harness/artifacts/index.ts";
import { parseYamlFile } from "../../../harness/config/index.ts";
import { randomStream } from "../../../harness/random/index.ts";
import type { StudyContext } from "../../../harness/study/index.ts";
import { type TaskContext, taskFileOf } from "../../../harness/task/index.ts";
import { replicationSchema } from "../../../tasks/eigenvalues/replication/index.ts";
import { type Setting, settingSchema } from "../../../tasks/eigenvalues/settings.ts";

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

/** Runs a study again and again on one store, each time with the `done` of every progress. */
export function studyRunner<Study, Result>(
  part: string,
  setting: Study,
  measure: (context: StudyContext<Study>) => Promise<Result>,
): () => Promise<{ result: Result; steps: number[] }> {
  const artifacts = openArtifacts(mkdtempSync(path.join(tmpdir(), `collapse-bench-${part}-`)));
  return async () => {
    const steps: number[] = [];
    const result = await measure({
      setting,
      random: randomStream("eigenvalues", part, 0),
      artifacts,
      device: "cpu",
      progress: (done) => void steps.push(done),
    });
    return { result, steps };
  };
}
