import os from "node:os";
import { BenchError } from "../errors/index.ts";
import { cellsOf, hereExecutor, type Job, listen, prepareCells, readJob, reporting } from "../plan/index.ts";
import { readRecords } from "../record/index.ts";
import { execute, say } from "./execute.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { catchSignals } from "./stopping.ts";

export interface WorkOptions {
  /** Which cells of the job, by index; all when absent. */
  readonly index?: readonly number[];
  /** Added to every index: an array's tasks are numbered from 0. */
  readonly offset: number;
  /** Wait to be told which cells to run by the process that started this one. */
  readonly listen: boolean;
  /** Compute what the cells share, and no cell. */
  readonly prepare: boolean;
  /** Folder for a file about each cell, for whoever cannot hear this process. */
  readonly report?: string;
}

/** A worker: runs cells of a job file in this process. */
export async function work(file: string, options: WorkOptions): Promise<ExitCode> {
  const stored = readJob(file);
  if (options.listen) return listenTo(stored.job);
  const job = { ...stored.job, cells: chosenOf(stored.job, file, options) };
  if (options.prepare) return prepare(job);
  const executor =
    options.report === undefined ? hereExecutor : reporting(hereExecutor, options.report, os.hostname());
  const cells = await cellsOf(job);
  const { records } = readRecords(job.results, cells[0]!.tier);
  return execute({ executor, stored: { file, job }, cells, records, jobs: 1 });
}

async function prepare(job: Job): Promise<ExitCode> {
  await prepareCells(job, say);
  return exitCodes.ok;
}

async function listenTo(job: Job): Promise<ExitCode> {
  using stopping = catchSignals();
  await listen(job, stopping.signal);
  return stopping.signal.aborted ? stopping.code() : exitCodes.ok;
}

function chosenOf({ cells }: Job, file: string, { index: indices, offset }: WorkOptions): string[] {
  if (indices === undefined) return cells;
  return indices.map((index) => {
    const id = cells[offset + index];
    if (id !== undefined) return id;
    throw new BenchError(`the job has no cell of index ${offset + index}`, {
      code: "job-index",
      blame: "usage",
      where: file,
      expected: `0 to ${cells.length - 1}`,
      mend: "Name an index that the job has.",
    });
  });
}
