import { fileURLToPath } from "node:url";
import { noArtifacts } from "../../../harness/artifacts/index.ts";
import { parseYamlFile } from "../../../harness/config/index.ts";
import { randomStream } from "../../../harness/random/index.ts";
import { type DataSource, type TaskInstance, taskFileOf } from "../../../harness/task/index.ts";
import { openInstance } from "../../../tasks/news/instance.ts";
import { replicationSchema } from "../../../tasks/news/replication/settings.ts";
import type { Setting } from "../../../tasks/news/settings.ts";
import { settingSchema } from "../../../tasks/news/settings.ts";

/** The task's own numbers, read and checked as the harness does. */
export const taskFile = parseYamlFile(
  fileURLToPath(new URL("../../../tasks/news/task.yaml", import.meta.url)),
  taskFileOf(settingSchema, replicationSchema),
  { kind: "task", blame: "task" },
);

const smoke = taskFile.tiers.smoke!.frozen.setting;
const base: Setting["base"] = {
  ...smoke.base,
  stories: 20,
  training: { ...smoke.base.training, steps: 8, batch: 4, warmupSteps: 2 },
};

/** Tier smoke with a tenth of its work: what it computes is rubbish, how it computes is the same. */
export const tiny: Setting = {
  ...smoke,
  corpus: { test: 12, real: 30, pool: 20 },
  vocabulary: { stories: 40, leastCount: 2, size: 300, borrowed: 6 },
  base,
  training: { ...smoke.training, epochs: 4, mostSteps: 12, batch: 8, warmupSteps: 2 },
  verifiers: { weak: { real: 8 }, strong: { real: 40 }, stranger: { ...smoke.verifiers.stranger, base } },
  samples: 3,
  rowsPerRun: 16,
};

/** An instance of a seed, opened without a store; `root` names all that is random. */
export function open(
  seed: number,
  setting: Setting = tiny,
  { data, root = taskFile.name }: { readonly data?: DataSource; readonly root?: string } = {},
): Promise<TaskInstance> {
  return openInstance({
    setting,
    tier: "smoke",
    rounds: 2,
    seed,
    random: randomStream(root, seed),
    artifacts: noArtifacts,
    common: noArtifacts,
    device: "cpu",
    ...(data === undefined ? {} : { data }),
  });
}

export const drawn = { search: "sample", candidates: 3, temperature: 1, topP: 1 } as const;
export const first = { round: 1, regime: "replace" } as const;
