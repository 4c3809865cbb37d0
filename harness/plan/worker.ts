import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { checkWritable } from "../artifacts/index.ts";
import { readKeyFile, seasonOf } from "../season/index.ts";
import { discoverSubmissions } from "../submission/index.ts";
import { discoverTasks, discoverVariants, tasksAtShare, tasksOnData, tasksOnModel } from "../task/index.ts";
import { type Cell, findCell } from "./cells.ts";
import type { Job } from "./job.ts";
import { lockNotes } from "./lock-notes.ts";
import { measureMachine } from "./measure.ts";
import { notRun, recordCell } from "./recording.ts";
import type { Turn, TurnEnding } from "./turn.ts";

/** Runs cells of one job in this process, one at a time. */
export interface Worker {
  /** What the user should know of this machine. */
  readonly notes: readonly string[];
  run(turn: Turn, progress: (text: string) => void): Promise<TurnEnding>;
}

/** How long a cell may take to end its strategies; work that cannot be stopped is then left to the end of the process. */
const graceMs = 2000;

/** Measures this machine and gets ready for a job. Throws `BenchError` when none of its cells could run here. */
export async function openWorker(job: Job, signal: AbortSignal): Promise<Worker> {
  for (const folder of [job.results, job.cache]) await checkWritable(folder);
  const { find } = await openCells(job);
  const measured = await measureMachine(job);

  async function run({ index, wait }: Turn, progress: (text: string) => void): Promise<TurnEnding> {
    try {
      const cell = find(job.cells[index]!);
      return await unlessStopped(signal, recordCell(cell, { job, measured, wait, progress, signal }));
    } catch (error) {
      return signal.aborted ? { state: "stopped" } : notRun(error);
    }
  }

  return { notes: [...measured.notes, ...lockNotes(job.cache)], run };
}

/** The cells of a job. Throws `BenchError` (blame usage) for an id that names none. */
export async function cellsOf(job: Job): Promise<readonly Cell[]> {
  const { find } = await openCells(job);
  return job.cells.map(find);
}

async function openCells({ root, corpus, model, share, season: wanted }: Job) {
  const own = await discoverTasks(root);
  const all = [...own, ...(await discoverVariants(root))];
  const onData = corpus === undefined ? all : await tasksOnData(all, corpus.name, corpus.folder);
  const onModel = model === undefined ? onData : await tasksOnModel(onData, model.name, model.origin);
  const tasks = share === undefined ? onModel : tasksAtShare(onModel, share);
  const { submissions } = discoverSubmissions(root, own);
  const season = seasonOf(root, {
    number: wanted?.number ?? 0,
    ...(wanted?.keyFile === undefined ? {} : { seal: readKeyFile(wanted.keyFile).seal }),
  });
  return { find: (id: string) => findCell(tasks, submissions, id, season) };
}

async function unlessStopped(signal: AbortSignal, work: Promise<TurnEnding>): Promise<TurnEnding> {
  const settled = new AbortController();
  const late = afterStop(signal, settled.signal).catch(() => work);
  try {
    return await Promise.race([work, late]);
  } finally {
    settled.abort();
  }
}

async function afterStop(signal: AbortSignal, settled: AbortSignal): Promise<TurnEnding> {
  if (!signal.aborted) await once(signal, "abort", { signal: settled });
  return sleep(graceMs, { state: "stopped" }, { signal: settled });
}
