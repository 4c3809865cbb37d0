import { existsSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { parseJsonFile } from "../../../harness/config/index.ts";
import type { Task } from "../../../harness/task/index.ts";

const replicationSchema = z.object({
  schema: z.literal(1),
  task: z.string(),
  version: z.int().positive(),
  seed: z.int().nonnegative(),
  figures: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      caption: z.string(),
      spec: z.record(z.string(), z.unknown()),
      rows: z.array(z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()]))),
    }),
  ),
  findings: z.array(z.object({ paper: z.string(), measured: z.string(), agrees: z.boolean() })),
});

/** What `collapse-bench replicate` wrote for a task: the paper's figures recomputed, and what they show. */
export type Replication = z.infer<typeof replicationSchema>;

/** `<results>/replications/<task>.json` of every task that has one, by task. */
export function readReplications(results: string, tasks: readonly Task[]): ReadonlyMap<string, Replication> {
  const files = tasks
    .map(({ name }) => ({ name, file: path.join(results, "replications", `${name}.json`) }))
    .filter(({ file }) => existsSync(file));
  return new Map(
    files.map(({ name, file }) => [
      name,
      parseJsonFile(file, replicationSchema, { kind: "replication", blame: "environment" }),
    ]),
  );
}
