import { z } from "zod";
import { settingSchema } from "../settings.ts";

const rate = z.number().positive().max(1);

/** `replication` of task.yaml: every number of Figure 5. */
export const replicationSchema = z.strictObject({
  /** The benchmark the figure is made with. */
  setting: settingSchema,
  /** Repetitions, each with a newsroom of its own. */
  seeds: z.int().min(3),
  /** Shares of the pool's articles that are kept, in rising order. */
  rates: z.array(rate).min(2),
  /** What counts as no difference when a verdict says "no better" or "matches", in the measure's own units. */
  margins: z.strictObject({ rouge1: z.number().positive() }),
});
export type ReplicationSetting = z.infer<typeof replicationSchema>;
