/**
 * Gaussian mixture: two overlapping Gaussian classes, linear generator, students and verifiers.
 * In: `task.yaml`. Out: the benchmark (`instance.ts`) and the theory behind it (`theory/`, `replication/`).
 * Everything is a function of the tier's numbers and the seed, and repeats to the last bit on one machine.
 */
import { defineTask } from "../../harness/task/index.ts";
import { openInstance } from "./instance.ts";
import { replicate } from "./replication/replicate.ts";
import { replicationSchema } from "./replication/settings.ts";
import { settingSchema } from "./settings.ts";

export const task = defineTask({
  setting: settingSchema,
  open: openInstance,
  replication: { setting: replicationSchema, measure: replicate },
});
