import { setTimeout as sleep } from "node:timers/promises";
import type { CellEnding, Executor, RunObserver, RunSummary } from "../executor.ts";
import type { Job, StoredJob } from "../job.ts";
import { errorOf } from "../messages.ts";
import { readReport } from "../report.ts";
import { stateOfCell } from "../state.ts";
import { cellsOf } from "../worker.ts";
import { arrayFolder, knownArrays } from "./arrays.ts";
import { cancel, isAlive, type TaskState, tasksOf } from "./cluster.ts";
import type { SlurmOptions } from "./options.ts";
import { submitCells, type TaskId } from "./submission.ts";

/** How often a cell whose worker ends without a word is submitted; finished rounds are kept from one to the next. */
const triesAllowed = 3;
const firstPauseMs = 1000;
const longestPauseSeconds = 30;
/** Looks at the cluster before a task that is gone without a record is given up: file systems of clusters are slow to tell. */
const looksForRecord = 3;

/**
 * Runs a job's cells as tasks of Slurm job arrays, one cell each. What an earlier run submitted and Slurm still has is
 * followed, not submitted again. A cell is done when its record is there; what Slurm says is for people and for retries.
 */
export function slurmExecutor(options: SlurmOptions): Executor {
  return {
    async run(stored, observer, signal) {
      const following = await begin(stored, observer, options);
      if (options.leave === true) {
        observer.noted(following.whereabouts());
        return { endings: following.endings };
      }
      return following.follow(signal);
    },
  };
}

interface Following {
  readonly endings: ReadonlyMap<string, CellEnding>;
  whereabouts(): string;
  follow(signal: AbortSignal): Promise<RunSummary>;
}

interface OpenCell {
  readonly index: number;
  tries: number;
  /** Looks since its task was gone. */
  gone: number;
  lastState: string;
}

async function begin(stored: StoredJob, observer: RunObserver, options: SlurmOptions): Promise<Following> {
  const { file, job } = stored;
  const folder = arrayFolder(job.cache, file);
  const cells = new Map((await cellsOf(job)).map((cell) => [cell.id, cell]));
  const endings = new Map<string, CellEnding>();
  const open = new Map<string, OpenCell>();
  const tasks = new Map<string, TaskId>();
  const running = new Set<string>();
  let refusal: unknown;

  function end(id: string, ending: CellEnding): void {
    endings.set(id, ending);
    open.delete(id);
    observer.ended(id, ending);
  }

  function recorded(id: string, state: "recorded" | "already-done"): CellEnding | undefined {
    const found = stateOfCell(cells.get(id)!, job.results);
    if (found.state !== "done" || isToBeReplaced(found.record.execution.startedAt, job, id)) return undefined;
    const { outcome, execution } = found.record;
    const failure = outcome.status === "failed" ? { failure: outcome.message } : {};
    return state === "recorded"
      ? { state, file: found.file, seconds: execution.seconds, ...failure }
      : { state, ...failure };
  }

  async function submitOpen(ids: readonly string[]): Promise<void> {
    const indices = ids.map((id) => open.get(id)!.index);
    const submitted = await submitCells(stored, indices, folder, options);
    for (const [id, task] of submitted) {
      tasks.set(id, task);
      const cell = open.get(id)!;
      cell.tries++;
      cell.gone = 0;
    }
  }

  function hear(id: string, { state, where }: TaskState): void {
    const cell = open.get(id)!;
    if (state === "RUNNING" && !running.has(id)) {
      running.add(id);
      observer.started(id);
    }
    const text = `${state.toLowerCase()} ${where}, task ${tasks.get(id)}`;
    if (text !== cell.lastState && running.has(id)) observer.progress(id, text);
    cell.lastState = text;
  }

  /** What is to be done about a cell whose task is over: it has an ending, is to be submitted again, or looked at once more. */
  function conclude(id: string, last: TaskState | undefined): "ended" | "again" | "later" {
    const ending = recorded(id, "recorded");
    if (ending !== undefined) {
      begun(id, last);
      end(id, ending);
      return "ended";
    }
    const cell = open.get(id)!;
    if (++cell.gone < looksForRecord) return "later";
    const report = readReport(folder.reports, id);
    if (report?.state === "refused") {
      refusal ??= errorOf(report.error);
      end(id, { state: "not-run", blame: report.error.blame, reason: report.error.message });
      return "ended";
    }
    const reason = report?.state === "ended" && report.ending.state === "not-run" ? report.ending : undefined;
    if (reason !== undefined) {
      end(id, reason);
      return "ended";
    }
    if (last?.state === "CANCELLED") {
      end(id, lost(`Its task ${tasks.get(id)} was cancelled in Slurm.`));
      return "ended";
    }
    if (cell.tries < triesAllowed) return "again";
    const how = last === undefined ? "without a trace" : `as ${last.state}`;
    end(
      id,
      lost(`Its task ended ${cell.tries} times without a record, last ${how}; logs are in ${folder.logs}.`),
    );
    return "ended";
  }

  /** A task may run and end between two looks. */
  function begun(id: string, last: TaskState | undefined): void {
    if (running.has(id)) return;
    running.add(id);
    observer.started(id);
    observer.progress(id, `${(last?.state ?? "over").toLowerCase()}, task ${tasks.get(id)}`);
  }

  async function look(): Promise<boolean> {
    const arrays = new Set([...open.keys()].map((id) => tasks.get(id)!.split("_")[0]!));
    const states = await tasksOf([...arrays]);
    if (states === undefined) return false;
    const again: string[] = [];
    let changes = 0;
    for (const id of [...open.keys()]) {
      const state = states.get(tasks.get(id)!);
      const before = open.get(id)!.lastState;
      if (state !== undefined && isAlive(state)) hear(id, state);
      else if (conclude(id, state) === "again") again.push(id);
      if (open.get(id)?.lastState !== before) changes++;
    }
    if (again.length > 0) {
      observer.noted(`${again.length} tasks ended without a record; they are submitted again.`);
      await submitOpen(again);
    }
    return changes + again.length > 0;
  }

  async function follow(signal: AbortSignal): Promise<RunSummary> {
    let pauseMs = firstPauseMs;
    const longestMs = 1000 * (options.patienceSeconds ?? longestPauseSeconds);
    while (open.size > 0 && !signal.aborted) {
      const isBusy = await look();
      pauseMs = isBusy ? firstPauseMs : Math.min(1.5 * pauseMs, longestMs);
      if (open.size > 0) await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
    if (open.size > 0) await stop();
    const all = [...endings.values()];
    if (refusal !== undefined && all.every(({ state }) => state === "not-run")) throw refusal;
    return { endings };
  }

  async function stop(): Promise<void> {
    const left = [...open.keys()].map((id) => tasks.get(id)!);
    if ((await options.atStop(left.length)) === "leave") return observer.noted(whereabouts());
    await cancel(left);
    for (let isOver = false; !isOver; ) {
      const states = await tasksOf([...new Set(left.map((task) => task.split("_")[0]!))]);
      isOver = states !== undefined && left.every((task) => !hasState(states, task));
      if (!isOver) await sleep(firstPauseMs);
    }
  }

  function whereabouts(): string {
    const arrays = [...new Set([...open.keys()].map((id) => tasks.get(id)!.split("_")[0]!))].join(" ");
    if (open.size === 0) return "Nothing is left to wait for.";
    return (
      `${open.size} cells are with Slurm (jobs ${arrays}); the same command follows them. ` +
      `\`scancel ${arrays}\` ends them; logs are in ${folder.logs}.`
    );
  }

  for (const [index, id] of job.cells.entries()) {
    const ending = recorded(id, "already-done");
    if (ending === undefined) open.set(id, { index, tries: 0, gone: 0, lastState: "" });
    else end(id, ending);
  }
  for (const [id, task] of await stillThere(job, open)) tasks.set(id, task);
  const fresh = [...open.keys()].filter((id) => !tasks.has(id));
  if (tasks.size > 0) observer.noted(`${tasks.size} cells are with Slurm already; they are followed.`);
  if (fresh.length > 0) await submitOpen(fresh);
  return { endings, whereabouts, follow };
}

/** Tasks of earlier runs that compute cells which are open now. */
async function stillThere(
  { cache }: Job,
  open: ReadonlyMap<string, OpenCell>,
): Promise<ReadonlyMap<string, TaskId>> {
  const arrays = knownArrays(cache).filter(({ cells }) => Object.values(cells).some((id) => open.has(id)));
  const states = (await tasksOf(arrays.map(({ id }) => id))) ?? new Map<string, TaskState>();
  const found = new Map<string, TaskId>();
  for (const { id, cells } of arrays)
    for (const [task, cell] of Object.entries(cells)) {
      const name: TaskId = `${id}_${Number(task)}`;
      if (open.has(cell) && hasState(states, name)) found.set(cell, name);
    }
  return found;
}

function hasState(states: ReadonlyMap<string, TaskState>, task: string): boolean {
  const state = states.get(task);
  return state !== undefined && isAlive(state);
}

function isToBeReplaced(startedAt: string, { replaces }: Job, id: string): boolean {
  return replaces[id] === startedAt;
}

function lost(reason: string): CellEnding {
  return { state: "not-run", blame: "environment", reason };
}
