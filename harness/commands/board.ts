import { readFileSync } from "node:fs";
import path from "node:path";
import { BenchError, explain } from "../errors/index.ts";
import { chooseTasks } from "../plan/index.ts";
import { type ResultRecord, readRecords } from "../record/index.ts";
import { type Board, scoreBoard } from "../score/index.ts";
import { entriesOn, strategyHash } from "../submission/index.ts";
import { type Task, type TierName, taskHash, tierOf } from "../task/index.ts";
import { boardText } from "./board-table.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import type { Workspace } from "./workspace.ts";

export interface BoardOptions {
  readonly tier: TierName;
  /** Names of tasks; all when absent. */
  readonly tasks?: readonly string[];
  readonly json: boolean;
}

/** Where a command prints: what was asked for, and what went wrong. */
export interface Streams {
  readonly stdout: Output;
  readonly stderr: Output;
}

/** Prints the board of a tier; results that cannot be read or compared are explained on standard error. */
export async function board(
  workspace: Workspace,
  { tier, tasks, json }: BoardOptions,
  { stdout, stderr }: Streams = process,
): Promise<ExitCode> {
  const { records, problems } = readRecords(workspace.results, tier);
  const chosen = chooseTasks(workspace.tasks, { tier, ...(tasks === undefined ? {} : { tasks }) });
  const scored = boardOf(
    { ...workspace, tasks: chosen },
    tier,
    records.map(({ record }) => record),
  );
  printBoard(scored.board, { json }, stdout);
  const all = [...problems, ...scored.problems];
  for (const problem of all) stderr.write(`${explain(problem)}\n`);
  return all.length === 0 ? exitCodes.ok : exitCodes.usage;
}

/** The board of records, by the workspace's tasks and submissions, and why tasks missing from it are. */
export function boardOf(
  workspace: Pick<Workspace, "root" | "tasks" | "submissions">,
  tier: TierName,
  records: readonly ResultRecord[],
): { readonly board: Board; readonly problems: readonly BenchError[] } {
  const { version } = JSON.parse(readFileSync(path.join(workspace.root, "package.json"), "utf8")) as {
    version: string;
  };
  const problems: BenchError[] = [];
  const boards = workspace.tasks
    .filter((task) => task.file.tiers[tier] !== undefined)
    .map((task) => {
      try {
        return scoreBoard({ version, tier, tasks: [scoringInput(workspace, task, tier, records)] });
      } catch (error) {
        if (!(error instanceof BenchError)) throw error;
        problems.push(error);
        return undefined;
      }
    })
    .filter((one) => one !== undefined);
  const tasks = Object.assign({}, ...boards.map((one) => one.tasks)) as Board["tasks"];
  const about = Object.assign({}, ...boards.map((one) => one.about)) as Board["about"];
  return { board: { version, tier, tasks, about }, problems };
}

function scoringInput(
  { submissions }: Pick<Workspace, "submissions">,
  task: Task,
  tier: TierName,
  records: readonly ResultRecord[],
) {
  const { name, title, metric, headline } = task.file;
  const entries = submissions
    .flatMap((submission) => entriesOn(name, submission))
    .map((entry) => ({ id: entry.id, name: entry.submission.manifest.name, hash: strategyHash(entry) }));
  const hash = taskHash(task, tier);
  const { seeds } = tierOf(task, tier);
  const headlines = { name, metric: metric.name, regime: headline.regime, seeds, hash };
  return { task: headlines, records, entries, title, metric };
}

export interface PrintOptions {
  readonly json: boolean;
  /** Columns of text; without it the terminal's, and no limit elsewhere. */
  readonly width?: number;
  /** Without it, whether the stream takes colours; `NO_COLOR` switches them off. */
  readonly colour?: boolean;
}

/** What a board is printed on: a stream, or anything that takes text. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  hasColors?(): boolean;
}

/** Some terminals say that they have 0 columns. */
const unknownWidth = 80;

/** Prints a board as JSON, or as a table that fits the terminal. */
export function printBoard(scored: Board, { json, width, colour }: PrintOptions, out: Output): void {
  if (json) {
    out.write(`${JSON.stringify(scored, null, 1)}\n`);
    return;
  }
  const isTerminal = out.isTTY === true;
  out.write(
    boardText(scored, {
      width: width ?? (isTerminal ? out.columns || unknownWidth : Number.POSITIVE_INFINITY),
      colour: colour ?? (isTerminal && out.hasColors?.() === true),
    }),
  );
}
