import { setTimeout as sleep } from "node:timers/promises";
import type { Cell } from "../cells.ts";
import type { CellEnding, RunObserver } from "../executor.ts";
import type { StoredJob } from "../job.ts";
import { errorOf } from "../messages.ts";
import { readReport } from "../report.ts";
import { stateOfCell } from "../state.ts";
import { cellsOf } from "../worker.ts";
import { type ArrayFolder, arrayFolder, knownArrays } from "./arrays.ts";
import { cancel, isAlive, type TaskState, tasksOf } from "./cluster.ts";
import type { SlurmOptions } from "./options.ts";
import { arrayOf, submitCells, type TaskId } from "./submission.ts";

/** How often a cell whose worker ends without a word is submitted; finished rounds are kept from one to the next. */
const triesAllowed = 3;
/** Looks at the cluster before a task that is gone without a record is given up: shared file systems are slow to tell. */
const looksForRecord = 3;
const firstPauseMs = 1000;
const longestPauseSeconds = 30;

/** A cell without an ending, and the task that computes it. */
interface OpenCell {
  readonly index: number;
  task: TaskId | undefined;
  tries: number;
  isBegun: boolean;
  /** Looks since its task was gone. */
  gone: number;
  /** What Slurm said last. */
  said: string;
}

/** The cells of a job on their way through Slurm. */
export class Following {
  readonly endings = new Map<string, CellEnding>();
  readonly #stored: StoredJob;
  readonly #observer: RunObserver;
  readonly #options: SlurmOptions;
  readonly #folder: ArrayFolder;
  readonly #cells: ReadonlyMap<string, Cell>;
  readonly #open = new Map<string, OpenCell>();
  /** The first worker that could run nothing says why. */
  #refusal: unknown;

  private constructor(
    stored: StoredJob,
    cells: ReadonlyMap<string, Cell>,
    observer: RunObserver,
    options: SlurmOptions,
  ) {
    this.#stored = stored;
    this.#cells = cells;
    this.#observer = observer;
    this.#options = options;
    this.#folder = arrayFolder(stored.job.cache, stored.file);
  }

  /** Ends what is done, finds what Slurm has already, and submits the rest. */
  static async begin(stored: StoredJob, observer: RunObserver, options: SlurmOptions): Promise<Following> {
    const cells = new Map((await cellsOf(stored.job)).map((cell) => [cell.id, cell]));
    const following = new Following(stored, cells, observer, options);
    await following.#begin();
    return following;
  }

  /** Looks again and again until every cell has an ending. Throws what no worker could do, if that is all there is to say. */
  async follow(signal: AbortSignal): Promise<void> {
    const longestMs = 1000 * (this.#options.patienceSeconds ?? longestPauseSeconds);
    let pauseMs = firstPauseMs;
    while (this.#open.size > 0 && !signal.aborted) {
      pauseMs = (await this.#look()) ? firstPauseMs : Math.min(1.5 * pauseMs, longestMs);
      if (this.#open.size > 0) await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
    if (this.#open.size > 0) await this.#stop();
    const isNothingDone = [...this.endings.values()].every(({ state }) => state === "not-run");
    if (this.#refusal !== undefined && isNothingDone) throw this.#refusal;
  }

  /** What is with Slurm, and how to end it. */
  whereabouts(): string {
    if (this.#open.size === 0) return "Nothing is left to wait for.";
    const arrays = this.#arrays().join(" ");
    return (
      `${this.#open.size} cells are with Slurm (jobs ${arrays}); the same command follows them. ` +
      `\`scancel ${arrays}\` ends them; logs are in ${this.#folder.logs}.`
    );
  }

  async #begin(): Promise<void> {
    for (const [index, id] of this.#stored.job.cells.entries()) {
      const ending = this.#recorded(id, "already-done");
      if (ending !== undefined) this.#end(id, ending);
      else this.#open.set(id, { index, task: undefined, tries: 0, isBegun: false, gone: 0, said: "" });
    }
    const there = await this.#findSubmitted();
    if (there > 0) this.#observer.noted(`${there} cells are with Slurm already; they are followed.`);
    const fresh = [...this.#open].filter(([, { task }]) => task === undefined).map(([id]) => id);
    if (fresh.length > 0) await this.#submit(fresh);
  }

  /** Takes over the tasks of earlier runs that compute cells which are open now; gives their number. */
  async #findSubmitted(): Promise<number> {
    const arrays = knownArrays(this.#stored.job.cache).filter(({ cells }) =>
      Object.values(cells).some((id) => this.#open.has(id)),
    );
    const states = (await tasksOf(arrays.map(({ id }) => id))) ?? new Map<string, TaskState>();
    let found = 0;
    for (const { id: array, cells } of arrays)
      for (const [number, id] of Object.entries(cells)) {
        const task: TaskId = `${array}_${Number(number)}`;
        const cell = this.#open.get(id);
        if (cell === undefined || !isThere(states, task)) continue;
        cell.task = task;
        found++;
      }
    return found;
  }

  async #submit(ids: readonly string[]): Promise<void> {
    const indices = ids.map((id) => this.#open.get(id)!.index);
    const submitted = await submitCells(this.#stored, indices, this.#folder, this.#options);
    for (const [id, task] of submitted) {
      const cell = this.#open.get(id)!;
      cell.task = task;
      cell.tries++;
      cell.gone = 0;
    }
  }

  /** One look at the cluster; gives whether anything has changed. */
  async #look(): Promise<boolean> {
    const states = await tasksOf(this.#arrays());
    if (states === undefined) return false;
    const again: string[] = [];
    let isChanged = false;
    for (const [id, cell] of [...this.#open]) {
      const state = states.get(cell.task!);
      const before = cell.said;
      if (state !== undefined && isAlive(state)) this.#hear(id, cell, state);
      else if (this.#conclude(id, cell, state) === "again") again.push(id);
      isChanged ||= cell.said !== before || !this.#open.has(id);
    }
    if (again.length === 0) return isChanged;
    this.#observer.noted(`${again.length} tasks ended without a record; they are submitted again.`);
    await this.#submit(again);
    return true;
  }

  #hear(id: string, cell: OpenCell, { state, where }: TaskState): void {
    if (state === "RUNNING") this.#beginCell(id, cell);
    const text = `${state.toLowerCase()} ${where}, task ${cell.task}`;
    if (text !== cell.said && cell.isBegun) this.#observer.progress(id, text);
    cell.said = text;
  }

  /** A task may run and end between two looks. */
  #beginCell(id: string, cell: OpenCell): void {
    if (cell.isBegun) return;
    cell.isBegun = true;
    this.#observer.started(id);
  }

  /** What is to be done about a cell whose task is over: nothing more, or to submit it again, or to look once more. */
  #conclude(id: string, cell: OpenCell, last: TaskState | undefined): "ended" | "again" | "later" {
    const recorded = this.#recorded(id, "recorded");
    if (recorded !== undefined) {
      if (!cell.isBegun) {
        this.#beginCell(id, cell);
        this.#observer.progress(id, `${(last?.state ?? "over").toLowerCase()}, task ${cell.task}`);
      }
      return this.#end(id, recorded);
    }
    if (++cell.gone < looksForRecord) return "later";
    const told = this.#reported(id) ?? (last?.state === "CANCELLED" ? cancelled(cell) : undefined);
    if (told !== undefined) return this.#end(id, told);
    return cell.tries < triesAllowed ? "again" : this.#end(id, this.#lost(cell, last));
  }

  #end(id: string, ending: CellEnding): "ended" {
    this.endings.set(id, ending);
    this.#open.delete(id);
    this.#observer.ended(id, ending);
    return "ended";
  }

  /** The ending that a cell's record is, if it has a current one that is not to be replaced. */
  #recorded(id: string, state: "recorded" | "already-done"): CellEnding | undefined {
    const { job } = this.#stored;
    const found = stateOfCell(this.#cells.get(id)!, job.results);
    if (found.state !== "done" || found.record.execution.startedAt === job.replaces[id]) return undefined;
    const { outcome, execution } = found.record;
    const failure = outcome.status === "failed" ? { failure: outcome.message } : {};
    if (state === "already-done") return { state, ...failure };
    return { state, file: found.file, seconds: execution.seconds, ...failure };
  }

  /** Why a worker recorded nothing, in its own words. */
  #reported(id: string): CellEnding | undefined {
    const report = readReport(this.#folder.reports, id);
    if (report?.state === "ended" && report.ending.state === "not-run") return report.ending;
    if (report?.state !== "refused") return undefined;
    this.#refusal ??= errorOf(report.error);
    return { state: "not-run", blame: report.error.blame, reason: report.error.message };
  }

  #lost({ tries }: OpenCell, last: TaskState | undefined): CellEnding {
    const how = last === undefined ? "without a trace" : `as ${last.state}`;
    return lost(
      `Its task ended ${tries} times without a record, last ${how}; logs are in ${this.#folder.logs}.`,
    );
  }

  async #stop(): Promise<void> {
    const left = [...this.#open.values()].map(({ task }) => task!);
    if ((await this.#options.atStop(left.length)) === "leave") {
      this.#observer.noted(this.whereabouts());
      return;
    }
    await cancel(left);
    for (let isOver = false; !isOver; ) {
      const states = await tasksOf(this.#arrays());
      isOver = states !== undefined && left.every((task) => !isThere(states, task));
      if (!isOver) await sleep(firstPauseMs);
    }
  }

  #arrays(): readonly string[] {
    return [...new Set([...this.#open.values()].map(({ task }) => arrayOf(task!)))];
  }
}

function isThere(states: ReadonlyMap<string, TaskState>, task: string): boolean {
  const state = states.get(task);
  return state !== undefined && isAlive(state);
}

function cancelled({ task }: OpenCell): CellEnding {
  return lost(`Its task ${task} was cancelled in Slurm.`);
}

function lost(reason: string): CellEnding {
  return { state: "not-run", blame: "environment", reason };
}
