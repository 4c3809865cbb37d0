import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { StoredJob } from "../job.ts";
import { placeOf } from "../prepare.ts";
import { type ArrayFolder, asRanges } from "./arrays.ts";
import { largestArray, submit } from "./cluster.ts";
import type { SlurmOptions } from "./options.ts";

/** A task of an array, as Slurm names it: `array_task`. */
export type TaskId = `${string}_${number}`;

/** The array that a task belongs to. */
export function arrayOf(task: TaskId): string {
  return task.split("_")[0]!;
}

/** Seconds before Slurm's time limit at which a worker is told to end. */
const warningSeconds = 60;

/**
 * Submits cells as job arrays, as many as the cluster's limit on indices asks for, after one that computes what several
 * of them share. Gives each cell's task.
 */
export async function submitCells(
  { file, job }: StoredJob,
  indices: readonly number[],
  folder: ArrayFolder,
  options: SlurmOptions,
): Promise<ReadonlyMap<string, TaskId>> {
  await mkdir(folder.logs, { recursive: true });
  const largest = await largestArray();
  const submitted = new Map<string, TaskId>();
  const common = optionsOf(folder, options);
  const shared = firstOfShared(job.cells, indices);
  const after = shared.length === 0 ? [] : [await submitPreparation(file, shared, common, options)];
  const depends = after.map((id) => `--dependency=afterany:${id}`);
  for (const [offset, part] of chunks(indices, largest)) {
    const tasks = part.map((index) => index - offset);
    const limit = options.arrayLimit === undefined ? "" : `%${options.arrayLimit}`;
    const id = await submit(
      [...common, "--job-name=collapse-bench", `--array=${asRanges(tasks)}${limit}`, ...depends],
      script(options.program, ["work", file, "--report", folder.reports, "--offset", String(offset)]),
    );
    const cells = Object.fromEntries(tasks.map((task) => [task, job.cells[offset + task]!]));
    await folder.add({ id, offset, cells });
    for (const [task, cell] of Object.entries(cells)) submitted.set(cell, `${id}_${Number(task)}`);
  }
  return submitted;
}

function submitPreparation(
  file: string,
  indices: readonly number[],
  common: readonly string[],
  { program }: SlurmOptions,
): Promise<string> {
  const list = asRanges(indices).replaceAll("-", "..");
  const command = ["work", file, "--prepare", "--index", list];
  return submit([...common, "--job-name=collapse-bench-shared"], script(program, command));
}

function optionsOf(
  folder: ArrayFolder,
  { partition, time, gres, account, sbatch = [] }: SlurmOptions,
): string[] {
  const named = Object.entries({ partition, time, gres, account });
  return [
    `--output=${path.join(folder.logs, "%x-%A_%a.log")}`,
    "--open-mode=append",
    "--requeue",
    `--signal=B:TERM@${warningSeconds}`,
    ...named.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`])),
    ...sbatch,
  ];
}

/** The batch shell becomes the worker, so that Slurm's signals reach it. */
function script(program: string, command: readonly string[]): string {
  const words = [process.execPath, program, ...command].map(quoted).join(" ");
  return `#!/bin/sh\nexec ${words}\${SLURM_ARRAY_TASK_ID:+ --index "$SLURM_ARRAY_TASK_ID"}\n`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The first of every group of cells that share work, for groups of more than one. */
function firstOfShared(cells: readonly string[], indices: readonly number[]): readonly number[] {
  const groups = Map.groupBy(indices, (index) => placeOf(cells[index]!));
  return [...groups.values()].flatMap((group) => (group.length > 1 ? [group[0]!] : []));
}

/** Indices in parts whose distance from the part's offset an array can have. */
function chunks(
  indices: readonly number[],
  largest: number,
): readonly (readonly [number, readonly number[]])[] {
  const parts = Map.groupBy(indices, (index) => Math.floor(index / largest) * largest);
  return [...parts];
}
