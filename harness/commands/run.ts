import path from "node:path";
import { coreCount } from "../machine/index.ts";
import {
  type Cell,
  type CellChoice,
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
import type { Workspace } from "./workspace.ts";

export interface RunOptions extends CellChoice {
  /** Run exactly this cell. */
  readonly cell?: string;
  readonly device: string;
  readonly jobs?: number;
  readonly isolation: Job["isolation"];
}

const program = path.join(import.meta.dirname, "..", "cli.ts");

/** Runs every open cell of a choice and says what came of it. */
export async function run(workspace: Workspace, options: RunOptions): Promise<ExitCode> {
  const cells = chosenCells(workspace, options);
  const open = cells.filter((cell) => isOpen(cell, workspace));
  if (open.length < cells.length)
    say(`${cells.length - open.length} of ${cells.length} cells are already done.`);
  if (open.length === 0) return exitCodes.ok;
  const { root, results, cache, data } = workspace;
  const { device, isolation, jobs = coreCount() } = options;
  const stored = await writeJob({
    ...{ root, results, cache, device, isolation },
    ...(data === undefined ? {} : { corpus: { name: data.name, folder: data.folder } }),
    cells: open.map(({ id }) => id),
    replaces: {},
  });
  const { records } = readRecords(results, open[0]!.tier);
  return execute({ executor: localExecutor({ program, jobs }), stored, cells: open, records, jobs });
}

function chosenCells(workspace: Workspace, options: RunOptions): readonly Cell[] {
  const { tasks, submissions } = workspace;
  if (options.cell !== undefined) return [findCell(tasks, submissions, options.cell)];
  return listCells(tasks, submissions, options);
}

function isOpen(cell: Cell, workspace: Workspace): boolean {
  const found = stateOfCell(cell, workspace.results);
  if (found.state === "damaged") say(`${found.problem.message} (${found.file}); its cell runs again.`);
  if (found.state === "outdated") say(`${found.file} is of another version; its cell runs again.`);
  return found.state !== "done";
}
