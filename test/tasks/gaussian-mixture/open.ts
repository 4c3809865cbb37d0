import { fileURLToPath } from "node:url";
import { noArtifacts } from "../../../harness/artifacts/index.ts";
import { parseYamlFile } from "../../../harness/config/index.ts";
import { randomStream } from "../../../harness/random/index.ts";
import {
  type Pool,
  type Selection,
  type TaskInstance,
  type TierName,
  taskFileOf,
} from "../../../harness/task/index.ts";
import { openInstance } from "../../../tasks/gaussian-mixture/instance.ts";
import { replicationSchema } from "../../../tasks/gaussian-mixture/replication/settings.ts";
import { settingSchema } from "../../../tasks/gaussian-mixture/settings.ts";
import type { StudentSetting } from "../../../tasks/gaussian-mixture/student.ts";

/** The task's own numbers, read and checked as the harness does. */
export const taskFile = parseYamlFile(
  fileURLToPath(new URL("../../../tasks/gaussian-mixture/task.yaml", import.meta.url)),
  taskFileOf(settingSchema, replicationSchema),
  { kind: "task", blame: "task" },
);

/** A tier and seed, opened without a store; `student` replaces the tier's own. */
export function open(
  seed: number,
  tier: TierName = "smoke",
  student?: StudentSetting,
): Promise<TaskInstance> {
  const { setting, rounds } = taskFile.tiers[tier]!.frozen;
  return openInstance({
    setting: student === undefined ? setting : { ...setting, student },
    tier,
    rounds,
    seed,
    random: randomStream(taskFile.name, seed),
    artifacts: noArtifacts,
    common: noArtifacts,
    device: "cpu",
  });
}

export const sampled = { temperature: 1 } as const;
export const first = { round: 1, regime: "replace" } as const;

/** Items with their only candidate, each with weight 1 unless told otherwise. */
export function select(items: readonly number[], weights?: readonly number[]): Selection {
  return {
    items: Uint32Array.from(items),
    candidates: new Uint32Array(items.length),
    weights: Float64Array.from(weights ?? items.map(() => 1)),
  };
}

/** All items of a pool. */
export function everyItem(pool: Pool): number[] {
  return Array.from({ length: pool.items }, (_, item) => item);
}
