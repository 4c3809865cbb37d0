import path from "node:path";
import { columns, duration, withPlainBlanks } from "../format/index.ts";
import { coreCount } from "../machine/index.ts";
import {
  type Cell,
  type CellChoice,
  estimateCells,
  listCells,
  stateOfCell,
  writeJob,
} from "../plan/index.ts";
import { readRecords } from "../record/index.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { tellProblems } from "./problems.ts";
import { jobOf } from "./run.ts";
import type { Workspace } from "./workspace.ts";

export interface PlanOptions extends CellChoice {
  readonly json: boolean;
  readonly jobs?: number;
  /** Where to write the open cells as a job. */
  readonly job?: string;
}

/** Prints the cells of a choice, their state and what the open ones are expected to cost. */
export async function plan(workspace: Workspace, options: PlanOptions): Promise<ExitCode> {
  const gaps = tellProblems(workspace.problems, options.submissions, process.stderr);
  const cells = listCells(workspace.tasks, workspace.submissions, options);
  const estimates = estimateCells(cells, readRecords(workspace.results, options.tier).records);
  const rows = estimates.map(({ cell, seconds, basis }) => ({
    id: cell.id,
    state: stateOfCell(cell, workspace.results).state,
    seconds,
    basis,
  }));
  const open = rows.filter((row) => row.state !== "done");
  if (options.job !== undefined && open.length > 0) await writeOpen(workspace, cells, open, options.job);
  const openSeconds = open.reduce((sum, row) => sum + row.seconds, 0);
  if (options.json) {
    console.log(JSON.stringify({ tier: options.tier, openSeconds, cells: rows }, null, 1));
    return gaps.code(exitCodes.ok);
  }
  console.log(columns([["cell", "state", "cost", "basis"], ...rows.map(rowText)], [2]));
  const jobs = options.jobs ?? coreCount();
  console.log(
    withPlainBlanks(
      `\n${open.length} of ${rows.length} cells open: about ${duration(openSeconds)} of work, ` +
        `${duration(openSeconds / jobs)} with ${jobs} jobs.`,
    ),
  );
  return gaps.code(exitCodes.ok);
}

/** Whoever starts the workers may change the wishes in the file. */
async function writeOpen(
  workspace: Workspace,
  cells: readonly Cell[],
  open: readonly { readonly id: string }[],
  file: string,
): Promise<void> {
  const ids = new Set(open.map(({ id }) => id));
  const wishes = { device: "auto", isolation: "bubblewrap", replaces: {} } as const;
  const chosen = cells.filter(({ id }) => ids.has(id));
  await writeJob(jobOf(workspace, chosen, wishes), path.resolve(file));
}

function rowText(row: { id: string; state: string; seconds: number; basis: string }): readonly string[] {
  return [row.id, row.state, duration(row.seconds), row.basis];
}
