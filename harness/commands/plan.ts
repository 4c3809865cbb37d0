import { columns, duration, withPlainBlanks } from "../format/index.ts";
import { coreCount } from "../machine/index.ts";
import { type CellChoice, estimateCells, listCells, stateOfCell } from "../plan/index.ts";
import { readRecords } from "../record/index.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import type { Workspace } from "./workspace.ts";

export interface PlanOptions extends CellChoice {
  readonly json: boolean;
  readonly jobs?: number;
}

/** Prints the cells of a choice, their state and what the open ones are expected to cost. */
export async function plan(workspace: Workspace, options: PlanOptions): Promise<ExitCode> {
  const cells = listCells(workspace.tasks, workspace.submissions, options);
  const estimates = estimateCells(cells, readRecords(workspace.results, options.tier).records);
  const rows = estimates.map(({ cell, seconds, basis }) => ({
    id: cell.id,
    state: stateOfCell(cell, workspace.results).state,
    seconds,
    basis,
  }));
  const open = rows.filter((row) => row.state !== "done");
  const openSeconds = open.reduce((sum, row) => sum + row.seconds, 0);
  if (options.json) {
    console.log(JSON.stringify({ tier: options.tier, openSeconds, cells: rows }, null, 1));
    return exitCodes.ok;
  }
  console.log(columns([["cell", "state", "cost", "basis"], ...rows.map(rowText)], [2]));
  const jobs = options.jobs ?? coreCount();
  console.log(
    withPlainBlanks(
      `\n${open.length} of ${rows.length} cells open: about ${duration(openSeconds)} of work, ` +
        `${duration(openSeconds / jobs)} with ${jobs} jobs.`,
    ),
  );
  return exitCodes.ok;
}

function rowText(row: { id: string; state: string; seconds: number; basis: string }): readonly string[] {
  return [row.id, row.state, duration(row.seconds), row.basis];
}
