import { duration, withPlainBlanks } from "../format/index.ts";
import { type Cell, type CellEnding, type Executor, estimateCells, type StoredJob } from "../plan/index.ts";
import type { StoredRecord } from "../record/index.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { showProgress } from "./progress.ts";
import { catchSignals } from "./stopping.ts";

export interface Execution {
  readonly executor: Executor;
  readonly stored: StoredJob;
  /** Those of the job. */
  readonly cells: readonly Cell[];
  /** To estimate the time left by. */
  readonly records: readonly StoredRecord[];
  /** Cells at a time. */
  readonly jobs: number;
}

/** Has a job executed until it is done or somebody stops it, and says what came of it. */
export async function execute({ executor, stored, cells, records, jobs }: Execution): Promise<ExitCode> {
  using stopping = catchSignals();
  const progress = showProgress(estimateCells(cells, records), jobs, process.stderr);
  const announce = () => progress.noted("Stopping; a second Ctrl-C ends at once.");
  stopping.signal.addEventListener("abort", announce);
  try {
    const { endings } = await executor.run(stored, progress, stopping.signal);
    progress.finish();
    const code = report(endings);
    const open = stored.job.cells.filter((id) => !endings.has(id));
    if (open.length > 0) sayOpen(open, progress.running, goOn(stored));
    return stopping.signal.aborted ? stopping.code() : code;
  } finally {
    progress.finish();
  }
}

function report(endings: ReadonlyMap<string, CellEnding>): ExitCode {
  const all = [...endings.values()];
  const recorded = all.filter((ending) => ending.state === "recorded");
  const failed = recorded.filter((ending) => ending.failure !== undefined);
  const notRun = all.filter((ending) => ending.state === "not-run");
  const seconds = recorded.reduce((sum, ending) => sum + ending.seconds, 0);
  say(
    `${recorded.length} cells recorded (${failed.length} of them failed) in ${withPlainBlanks(duration(seconds))} of work.`,
  );
  for (const reason of new Set(notRun.map((ending) => ending.reason))) {
    const count = notRun.filter((ending) => ending.reason === reason).length;
    say(`${count} ${count === 1 ? "cell was" : "cells were"} not run: ${reason}`);
  }
  if (notRun.length > 0) return exitCodes.notRun;
  const isFailed = all.some((ending) => ending.state !== "not-run" && ending.failure !== undefined);
  return isFailed ? exitCodes.failedCells : exitCodes.ok;
}

const mostNamed = 8;

/** Cells that are computed anew count as done only for their job; without it they would all be computed once more. */
function goOn({ file, job }: StoredJob): string {
  const isAnew = Object.keys(job.replaces).length > 0;
  return isAnew ? `collapse-bench work '${file}'` : "the same command";
}

function sayOpen(open: readonly string[], running: ReadonlyMap<string, string>, command: string): void {
  const named = open.toSorted((a, b) => Number(running.has(b)) - Number(running.has(a))).slice(0, mostNamed);
  const count = open.length === 1 ? "1 cell is" : `${open.length} cells are`;
  say(`${count} open; ${command} goes on, after the rounds that are finished:`);
  for (const id of named) {
    const where = running.get(id);
    say(where === undefined ? `  ${id}` : `  ${id}  begun${where === "" ? "" : `, ${where}`}`);
  }
  if (open.length > named.length) say(`  and ${open.length - named.length} more`);
}

/** Says something beside what a command prints. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
