import path from "node:path";
import { createInterface } from "node:readline/promises";
import { BenchError } from "../errors/index.ts";
import { rootOf } from "../loop/index.ts";
import { coreCount } from "../machine/index.ts";
import {
  type Cell,
  type CellChoice,
  type CellState,
  cellsOfShard,
  type Executor,
  findCell,
  type Job,
  listCells,
  localExecutor,
  type Shard,
  type SlurmOptions,
  slurmExecutor,
  stateOfCell,
  writeJob,
} from "../plan/index.ts";
import { readingOnce, readRecords } from "../record/index.ts";
import type { Season } from "../season/index.ts";
import { assertModel, tierOf } from "../task/index.ts";
import { againNotes, type FoundCell } from "./again.ts";
import { execute, say } from "./execute.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { tellProblems } from "./problems.ts";
import { namable, type Workspace } from "./workspace.ts";

/** Who can compute cells. */
export const executors = ["local", "slurm"] as const;

export interface RunOptions extends CellChoice, Omit<SlurmOptions, "program" | "atStop"> {
  readonly executor: (typeof executors)[number];
  /** Only this part of the cells. */
  readonly shard?: Shard;
  /** Run exactly this cell. */
  readonly cell?: string;
  readonly device: string;
  readonly jobs?: number;
  readonly isolation: Job["isolation"];
  /** Compute cells anew that are done. */
  readonly again?: boolean;
  /** Compute cells anew that are done and failed. */
  readonly retryFailed?: boolean;
}

const program = path.join(import.meta.dirname, "..", "cli.ts");

/** Runs every open cell of a choice and says what came of it. */
export async function run(workspace: Workspace, options: RunOptions): Promise<ExitCode> {
  const named = options.cell === undefined ? options.submissions : [options.cell.split("/")[2] ?? ""];
  const gaps = tellProblems(workspace.problems, named, process.stderr);
  return gaps.code(await runChosen(workspace, options));
}

async function runChosen(workspace: Workspace, options: RunOptions): Promise<ExitCode> {
  const { device, isolation, shard } = options;
  const { submissions, results, season } = workspace;
  const tasks = namable(workspace);
  assertSandboxed(season, isolation);
  const whole =
    options.cell === undefined
      ? listCells(tasks, submissions, options, season)
      : [findCell(tasks, submissions, options.cell, season)];
  const chosen = shard === undefined ? whole : cellsOfShard(whole, shard);
  const read = readingOnce();
  const { open, replaces, failed } = sortOut(chosen, (cell) => stateOfCell(cell, results, read), options);
  const rest = failed > 0 ? exitCodes.failedCells : exitCodes.ok;
  if (open.length === 0) return rest;
  for (const { task, tier } of open) assertModel(task, tier);
  for (const note of await dataNotes(open)) say(note);
  const stored = await writeJob(jobOf(workspace, open, { device, isolation, replaces }));
  const { records } = readRecords(results, open[0]!.tier, read);
  const { executor, jobs } = executorOf(options, open.length);
  const code = await execute({ executor, stored, cells: open, records, jobs });
  return code === exitCodes.ok ? rest : code;
}

/** A program that can read this machine's files can read the key. */
function assertSandboxed(season: Season, isolation: Job["isolation"]): void {
  rootOf(season);
  if (season.number === 0 || isolation === "bubblewrap") return;
  throw new BenchError(`season ${season.number} is played in the sandbox only`, {
    code: "season-unsandboxed",
    blame: "usage",
    where: "--isolation",
    received: isolation,
    mend: "Leave it out, or play season 0.",
  });
}

function executorOf(options: RunOptions, cells: number): { executor: Executor; jobs: number } {
  if (options.executor === "slurm")
    return {
      executor: slurmExecutor({ ...options, program, atStop: askWhetherToCancel }),
      jobs: options.arrayLimit ?? cells,
    };
  const { jobs = coreCount() } = options;
  return { executor: localExecutor({ program, jobs }), jobs };
}

/** Without a terminal there is nobody to ask, and what is submitted goes on. */
async function askWhetherToCancel(tasks: number): Promise<"cancel" | "leave"> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return "leave";
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question(`Cancel the ${tasks} cells that are with Slurm? [y/N] `);
  lines.close();
  return /^y/i.test(answer.trim()) ? "cancel" : "leave";
}

/** The job of running cells in a workspace. */
export function jobOf(
  { root, results, cache, data, model, share, season, keyFile }: Workspace,
  cells: readonly Cell[],
  wishes: Pick<Job, "device" | "isolation" | "replaces">,
): Omit<Job, "schema"> {
  return {
    ...{ root, results, cache, ...wishes },
    ...(data === undefined ? {} : { corpus: { name: data.name, folder: data.folder } }),
    ...(model === undefined ? {} : { model: { name: model.name, origin: model.origin } }),
    ...(share === undefined ? {} : { share }),
    ...(season.number === 0
      ? {}
      : { season: { number: season.number, ...(keyFile === undefined ? {} : { keyFile }) } }),
    cells: cells.map(({ id }) => id),
  };
}

/** What the tasks have to say of the data they run on instead of their own. */
async function dataNotes(cells: readonly Cell[]): Promise<readonly string[]> {
  const tiers = new Map(cells.map(({ task, tier }) => [task, tier]));
  const notes = [...tiers].map(async ([task, tier]) => {
    if (task.data === undefined) return [];
    const { setting, rounds } = tierOf(task, tier).frozen;
    return (await task.definition.dataNotes?.(task.data, setting, rounds)) ?? [];
  });
  return (await Promise.all(notes)).flat();
}

/** Which cells are to run, which records they replace, and how many of the others are recorded as failed. */
function sortOut(
  cells: readonly Cell[],
  stateOf: (cell: Cell) => CellState,
  { again, retryFailed }: RunOptions,
) {
  const open: Cell[] = [];
  const states: FoundCell[] = [];
  const replaces: Record<string, string> = {};
  let failed = 0;
  for (const cell of cells) {
    const found = stateOf(cell);
    const isFailed = found.state === "done" && found.record.outcome.status === "failed";
    const isReplaced = again === true || (retryFailed === true && isFailed);
    if (found.state === "done" && isReplaced) replaces[cell.id] = found.record.execution.startedAt;
    if (found.state !== "done" || isReplaced) open.push(cell);
    else if (isFailed) failed++;
    states.push({ task: cell.task.name, found });
  }
  for (const note of againNotes(states)) say(note);
  sayDone(cells.length, cells.length - open.length, failed);
  return { open, replaces, failed };
}

function sayDone(all: number, done: number, failed: number): void {
  const failures = failed === 0 ? "" : `, ${failed} of them failed (--retry-failed runs those once more)`;
  if (done > 0) say(`${done} of ${all} cells are already done${failures}.`);
}
