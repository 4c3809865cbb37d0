import path from "node:path";
import { parseYamlFile } from "../../harness/config/index.ts";
import { type TierName, taskFileOf } from "../../harness/task/index.ts";
import { replicationSchema } from "./replication/settings.ts";
import { type Setting, settingSchema } from "./settings.ts";

/** The setting of every tier, from `task.yaml`. */
export function tierSettings(): ReadonlyMap<TierName, Setting> {
  const file = path.join(import.meta.dirname, "task.yaml");
  const { tiers } = parseYamlFile(file, taskFileOf(settingSchema, replicationSchema), {
    kind: "task",
    blame: "task",
  });
  return new Map(Object.entries(tiers).map(([name, { frozen }]) => [name as TierName, frozen.setting]));
}
