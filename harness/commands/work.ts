import { BenchError } from "../errors/index.ts";
import { cellsOf, hereExecutor, type Job, listen, readJob } from "../plan/index.ts";
import { readRecords } from "../record/index.ts";
import { execute } from "./execute.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { catchSignals } from "./stopping.ts";

export interface WorkOptions {
  /** Which cells of the job, by index; all when absent. */
  readonly index?: readonly number[];
  /** Wait to be told which cells to run by the process that started this one. */
  readonly listen: boolean;
}

/** A worker: runs cells of a job file in this process. */
export async function work(file: string, options: WorkOptions): Promise<ExitCode> {
  const stored = readJob(file);
  if (options.listen) return listenTo(stored.job);
  const job = { ...stored.job, cells: chosenOf(stored.job, file, options.index) };
  const cells = await cellsOf(job);
  const { records } = readRecords(job.results, cells[0]!.tier);
  return execute({ executor: hereExecutor, stored: { file, job }, cells, records, jobs: 1 });
}

async function listenTo(job: Job): Promise<ExitCode> {
  using stopping = catchSignals();
  await listen(job, stopping.signal);
  return stopping.signal.aborted ? stopping.code() : exitCodes.ok;
}

function chosenOf({ cells }: Job, file: string, indices: readonly number[] | undefined): string[] {
  if (indices === undefined) return cells;
  return indices.map((index) => {
    const id = cells[index];
    if (id !== undefined) return id;
    throw new BenchError(`the job has no cell of index ${index}`, {
      code: "job-index",
      blame: "usage",
      where: file,
      expected: `0 to ${cells.length - 1}`,
      mend: "Name an index that the job has.",
    });
  });
}
