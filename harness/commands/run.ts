import path from "node:path";
import { coreCount } from "../machine/index.ts";
import {
  type Cell,
  type CellChoice,
  type CellState,
  findCell,
  type Job,
  listCells,
  localExecutor,
  stateOfCell,
  writeJob,
} from "../plan/index.ts";
import { readRecords } from "../record/index.ts";
import { execute, say } from "./execute.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { tellProblems } from "./problems.ts";
import type { Workspace } from "./workspace.ts";

export interface RunOptions extends CellChoice {
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
  const { device, isolation, jobs = coreCount() } = options;
  const { tasks, submissions, results } = workspace;
  const chosen =
    options.cell === undefined
      ? listCells(tasks, submissions, options)
      : [findCell(tasks, submissions, options.cell)];
  const { open, replaces, failed } = sortOut(chosen, results, options);
  const rest = failed > 0 ? exitCodes.failedCells : exitCodes.ok;
  if (open.length === 0) return rest;
  const stored = await writeJob(jobOf(workspace, open, { device, isolation, replaces }));
  const { records } = readRecords(results, open[0]!.tier);
  const code = await execute({
    ...{ executor: localExecutor({ program, jobs }), stored, cells: open, records, jobs },
  });
  return code === exitCodes.ok ? rest : code;
}

/** The job of running cells in a workspace. */
export function jobOf(
  { root, results, cache, data }: Workspace,
  cells: readonly Cell[],
  wishes: Pick<Job, "device" | "isolation" | "replaces">,
): Omit<Job, "schema"> {
  return {
    ...{ root, results, cache, ...wishes },
    ...(data === undefined ? {} : { corpus: { name: data.name, folder: data.folder } }),
    cells: cells.map(({ id }) => id),
  };
}

/** Which cells are to run, which records they replace, and how many of the others are recorded as failed. */
function sortOut(cells: readonly Cell[], results: string, { again, retryFailed }: RunOptions) {
  const open: Cell[] = [];
  const replaces: Record<string, string> = {};
  let failed = 0;
  for (const cell of cells) {
    const found = stateOfCell(cell, results);
    const isFailed = found.state === "done" && found.record.outcome.status === "failed";
    const isReplaced = again === true || (retryFailed === true && isFailed);
    if (found.state === "done" && isReplaced) replaces[cell.id] = found.record.execution.startedAt;
    if (found.state !== "done" || isReplaced) open.push(cell);
    else if (isFailed) failed++;
    explainState(found);
  }
  sayDone(cells.length, cells.length - open.length, failed);
  return { open, replaces, failed };
}

function explainState(found: CellState): void {
  if (found.state === "damaged") say(`${found.problem.message} (${found.file}); its cell runs again.`);
  if (found.state === "outdated") say(`${found.file} is of another version; its cell runs again.`);
}

function sayDone(all: number, done: number, failed: number): void {
  const failures = failed === 0 ? "" : `, ${failed} of them failed (--retry-failed runs those once more)`;
  if (done > 0) say(`${done} of ${all} cells are already done${failures}.`);
}
