import { existsSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { parseJsonFile } from "../../../harness/config/index.ts";
import type { Task } from "../../../harness/task/index.ts";

const study = {
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
};

const replicationSchema = z.object({
  ...study,
  findings: z.array(z.object({ paper: z.string(), measured: z.string(), agrees: z.boolean() })),
});

/** What `collapse-bench replicate` wrote for a task: the paper's figures recomputed, and what they show. */
export type Replication = z.infer<typeof replicationSchema>;

const calibrationSchema = z.object({
  ...study,
  demands: z.array(z.object({ demand: z.string(), measured: z.string(), met: z.boolean() })),
});

/** What `collapse-bench calibrate` wrote for a task: how its scores depend on its training budget, and what is demanded of them. */
export type Calibration = z.infer<typeof calibrationSchema>;

/** `<results>/replications/<task>.json` of every task that has one, by task. */
export function readReplications(results: string, tasks: readonly Task[]): ReadonlyMap<string, Replication> {
  return readStudies(results, tasks, "replication", replicationSchema);
}

/** `<results>/calibrations/<task>.json` of every task that has one, by task. */
export function readCalibrations(results: string, tasks: readonly Task[]): ReadonlyMap<string, Calibration> {
  return readStudies(results, tasks, "calibration", calibrationSchema);
}

function readStudies<Study>(
  results: string,
  tasks: readonly Task[],
  kind: string,
  schema: z.ZodType<Study>,
): ReadonlyMap<string, Study> {
  const files = tasks
    .map(({ name }) => ({ name, file: path.join(results, `${kind}s`, `${name}.json`) }))
    .filter(({ file }) => existsSync(file));
  return new Map(
    files.map(({ name, file }) => [name, parseJsonFile(file, schema, { kind, blame: "environment" })]),
  );
}
