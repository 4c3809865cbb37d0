import os from "node:os";
import { BenchError } from "../errors/index.ts";
import { duration, withPlainBlanks } from "../format/index.ts";
import {
  type Cell,
  type CellChoice,
  type CellEnding,
  estimateCells,
  findCell,
  listCells,
  runLocally,
  stateOfCell,
} from "../plan/index.ts";
import { gatherProvenance } from "../provenance/index.ts";
import { readRecords } from "../record/index.ts";
import { findIsolation, type Isolation } from "../strategy/index.ts";
import { type TierName, tierOf } from "../task/index.ts";
import { chooseDevice, deviceLabel } from "./device.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { tellProblems } from "./problems.ts";
import { showProgress } from "./progress.ts";
import type { Workspace } from "./workspace.ts";

export interface RunOptions extends CellChoice {
  /** Run exactly this cell. */
  readonly cell?: string;
  readonly device: string;
  readonly jobs?: number;
  /** `auto` falls back to none, and says so; `bubblewrap` insists. */
  readonly isolation: "bubblewrap" | "auto" | "none";
}

/** Runs every open cell of a choice and says what came of it. */
export async function run(workspace: Workspace, options: RunOptions): Promise<ExitCode> {
  const named = options.cell === undefined ? options.submissions : [options.cell.split("/")[2] ?? ""];
  const gaps = tellProblems(workspace.problems, named, process.stderr);
  const cells = chosenCells(workspace, options);
  const open = cells.filter((cell) => isOpen(cell, workspace));
  if (open.length < cells.length)
    say(`${cells.length - open.length} of ${cells.length} cells are already done.`);
  if (open.length === 0) return gaps.code(exitCodes.ok);
  for (const note of await dataNotes(workspace, open[0]!.tier)) say(note);
  const jobs = options.jobs ?? os.availableParallelism();
  const device = await chooseDevice(options.device);
  const isolation = await chooseIsolation(options.isolation);
  const setup = {
    root: workspace.root,
    results: workspace.results,
    cache: workspace.cache,
    isolation,
    device: device.name,
    ...(workspace.data === undefined ? {} : { data: workspace.data }),
    provenance: await gatherProvenance(workspace.root, { device: deviceLabel(device), isolation }),
  };
  const estimates = estimateCells(open, readRecords(workspace.results, open[0]!.tier).records);
  const abort = new AbortController();
  const stop = () => abort.abort();
  process.once("SIGINT", stop);
  const progress = showProgress(estimates, Math.min(jobs, open.length), process.stderr);
  const { endings } = await runLocally(open, { setup, jobs, signal: abort.signal }, progress);
  progress.finish();
  process.removeListener("SIGINT", stop);
  return gaps.code(report(endings, open.length, abort.signal.aborted));
}

/** What the tasks have to say of the data they run on instead of their own. */
async function dataNotes({ tasks }: Workspace, tier: TierName): Promise<readonly string[]> {
  const notes = tasks.map(async (task) => {
    if (task.data === undefined) return [];
    return (await task.definition.dataNotes?.(task.data, tierOf(task, tier).setting)) ?? [];
  });
  return (await Promise.all(notes)).flat();
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

async function chooseIsolation(wanted: RunOptions["isolation"]): Promise<Isolation> {
  if (wanted === "none") return "none";
  const found = await findIsolation();
  if (found.kind === "bubblewrap") return found.kind;
  if (wanted === "auto") {
    say(
      `Strategies run without a sandbox: ${found.reason}. ${found.mend} At tiers standard and paper such results are not scored.`,
    );
    return found.kind;
  }
  throw new BenchError(`strategies cannot be sandboxed: ${found.reason}`, {
    code: "sandbox-missing",
    blame: "environment",
    mend: `${found.mend} Or pass --isolation none, for code you trust; at tiers standard and paper such results are not scored.`,
  });
}

function report(endings: ReadonlyMap<string, CellEnding>, asked: number, interrupted: boolean): ExitCode {
  const all = [...endings.values()];
  const recorded = all.filter((ending) => ending.state === "recorded");
  const failed = recorded.filter((ending) => ending.failure !== undefined);
  const notRun = all.filter((ending) => ending.state === "not-run");
  const seconds = recorded.reduce((sum, ending) => sum + ending.seconds, 0);
  say(`${recorded.length} cells recorded (${failed.length} of them failed) in ${duration(seconds)} of work.`);
  for (const reason of new Set(notRun.map((ending) => ending.reason))) {
    const count = notRun.filter((ending) => ending.reason === reason).length;
    say(`${count} ${count === 1 ? "cell was" : "cells were"} not run: ${reason}`);
  }
  if (interrupted) {
    say(`Stopped with ${asked - all.length} cells open; the same command goes on from here.`);
    return exitCodes.interrupted;
  }
  if (notRun.length > 0) return exitCodes.notRun;
  return failed.length > 0 ? exitCodes.failedCells : exitCodes.ok;
}

function say(text: string): void {
  process.stderr.write(`${withPlainBlanks(text)}\n`);
}
