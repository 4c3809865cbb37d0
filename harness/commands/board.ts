import { type Board, boardJson, scoreBoard } from "../board/index.ts";
import { uncalibratedText } from "../format/index.ts";
import { chooseTasks } from "../plan/index.ts";
import { isCalibrated } from "../study/index.ts";
import { isRanking, type Task, type TierName } from "../task/index.ts";
import { boardAt, changesText } from "./board-since.ts";
import { boardText, type Circumstances, type TextStyle } from "./board-table.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { explainTogether, tellProblems } from "./problems.ts";
import { namable, type Workspace } from "./workspace.ts";

export interface BoardOptions {
  readonly tier: TierName;
  /** Names of tasks; all when absent. */
  readonly tasks?: readonly string[];
  /** Number of the season; the latest with results of the tier when absent. */
  readonly season?: number;
  readonly json: boolean;
  /** A commit: instead of the board what has changed on it since then. */
  readonly since?: string;
  /** Read every record, also those whose files look as they did when they were read last. */
  readonly reread?: boolean;
  /** Submissions that cannot be used were told before. */
  readonly areProblemsTold?: boolean;
}

/** Where a command prints: what was asked for, and what went wrong. */
export interface Streams {
  readonly stdout: Output;
  readonly stderr: Output;
}

/** Prints the board of a tier; results that cannot be read or compared are explained on standard error. */
export async function board(
  workspace: Workspace,
  { tier, tasks, season, json, since, reread = false, areProblemsTold = false }: BoardOptions,
  { stdout, stderr }: Streams = process,
): Promise<ExitCode> {
  const chosen = chooseTasks(namable(workspace), { tier, ...(tasks === undefined ? {} : { tasks }) });
  const { root, allResults, cache, submissions, problems: gone } = workspace;
  const found = { root, cache, results: allResults, submissions, problems: gone };
  const request = { ...found, tasks: chosen, tier, reread };
  const opened = await scoreBoard({ ...request, ...(season === undefined ? {} : { season }) });
  const circumstances = Object.fromEntries(
    opened.tasks.map(({ task }) => [task.name, circumstancesOf(workspace, task, tier)]),
  );
  if (since === undefined) printBoard(opened.board, { json, circumstances }, stdout);
  else {
    const { number } = opened.board.season;
    const changes = changesText(await boardAt(since, { ...request, season: number }), opened.board);
    stdout.write(changes === "" ? `Nothing has changed since ${since}.\n` : changes);
  }
  const problems = [...opened.problems, ...opened.tasks.map(({ problem }) => problem)].filter(
    (problem) => problem !== null,
  );
  for (const told of explainTogether(problems)) stderr.write(`${told}\n`);
  const gaps = tellProblems(areProblemsTold ? [] : workspace.problems, undefined, stderr);
  return gaps.code(problems.length === 0 ? exitCodes.ok : exitCodes.usage);
}

/** Under which circumstances a task's records were made. */
function circumstancesOf(
  { allResults, share }: Pick<Workspace, "allResults" | "share">,
  { name, definition, file, data, model }: Task,
  tier: TierName,
): Circumstances {
  const hasOwnModel = definition.modelHash !== undefined && file.tiers[tier]?.shown.model === undefined;
  return {
    playedOn: [
      ...(data === undefined ? [] : [`corpus ${data.name}`]),
      ...(model === undefined ? [] : [`model ${model.name}`]),
      ...(model === undefined && hasOwnModel ? ["the task's own model"] : []),
      ...(share === undefined ? [] : [`share ${share} %`]),
    ],
    ...(isRanking(tier) && !isCalibrated(allResults, name) && { unranked: uncalibratedText }),
  };
}

export interface PrintOptions {
  readonly json: boolean;
  /** Columns of text; without it the terminal's, and no limit elsewhere. */
  readonly width?: number;
  /** Without it, whether the stream takes colours; `NO_COLOR` switches them off. */
  readonly colour?: boolean;
  readonly circumstances?: TextStyle["circumstances"];
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
export function printBoard(
  scored: Board,
  { json, width, colour, circumstances = {} }: PrintOptions,
  out: Output,
): void {
  if (json) {
    out.write(boardJson(scored));
    return;
  }
  const isTerminal = out.isTTY === true;
  out.write(
    boardText(scored, {
      width: width ?? (isTerminal ? out.columns || unknownWidth : Number.POSITIVE_INFINITY),
      circumstances,
      colour: colour ?? (isTerminal && out.hasColors?.() === true),
    }),
  );
}
