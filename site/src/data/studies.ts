import { existsSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { parseJsonFile } from "../../../harness/config/index.ts";
import type { Task } from "../../../harness/task/index.ts";

const shared = {
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

/** What `collapse-bench replicate` or `calibrate` wrote for a task: figures, and what they say of the paper or of the task's own numbers. */
export interface StudyReport extends z.infer<z.ZodObject<typeof shared>> {
  readonly claims: readonly Claim[];
}

/** What is said, by the paper or as a demand, and what was measured. */
export interface Claim {
  readonly said: string;
  readonly measured: string;
  readonly holds: boolean;
}

const replicationSchema = z
  .object({
    ...shared,
    findings: z.array(z.object({ paper: z.string(), measured: z.string(), agrees: z.boolean() })),
  })
  .transform(({ findings, ...rest }): StudyReport => {
    const claims = findings.map(({ paper, measured, agrees }) => ({ said: paper, measured, holds: agrees }));
    return { ...rest, claims };
  });

const calibrationSchema = z
  .object({
    ...shared,
    demands: z.array(z.object({ demand: z.string(), measured: z.string(), met: z.boolean() })),
  })
  .transform(({ demands, ...rest }): StudyReport => {
    const claims = demands.map(({ demand, measured, met }) => ({ said: demand, measured, holds: met }));
    return { ...rest, claims };
  });

/** `<results>/replications/<task>.json` of every task that has one, by task. */
export function readReplications(results: string, tasks: readonly Task[]): ReadonlyMap<string, StudyReport> {
  return readStudies(results, tasks, "replication", replicationSchema);
}

/** `<results>/calibrations/<task>.json` of every task that has one, by task. */
export function readCalibrations(results: string, tasks: readonly Task[]): ReadonlyMap<string, StudyReport> {
  return readStudies(results, tasks, "calibration", calibrationSchema);
}

function readStudies(
  results: string,
  tasks: readonly Task[],
  kind: string,
  schema: z.ZodType<StudyReport>,
): ReadonlyMap<string, StudyReport> {
  const files = tasks
    .map(({ name }) => ({ name, file: path.join(results, `${kind}s`, `${name}.json`) }))
    .filter(({ file }) => existsSync(file));
  return new Map(
    files.map(({ name, file }) => [name, parseJsonFile(file, schema, { kind, blame: "environment" })]),
  );
}
