import { csvOf, readGrid, type Table, tablesOf } from "../analysis/index.ts";
import { openBoard } from "../board/index.ts";
import { BenchError } from "../errors/index.ts";
import { columns, missing } from "../format/index.ts";
import type { TierName } from "../task/index.ts";
import type { Output } from "./board.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import type { tableFormats } from "./options.ts";
import { explainTogether } from "./problems.ts";
import { taskNamed, type Workspace } from "./workspace.ts";

export interface TablesOptions {
  readonly tier: TierName;
  /** Only this table. */
  readonly table?: string;
  readonly format: (typeof tableFormats)[number];
}

/** Prints what a task's records say together. Throws `BenchError` for a table that does not exist, and for CSV of several. */
export async function tables(
  workspace: Workspace,
  name: string,
  { tier, table, format }: TablesOptions,
  { stdout, stderr }: { readonly stdout: Output; readonly stderr: Output } = process,
): Promise<ExitCode> {
  const { root, cache, allResults: results, submissions, problems } = workspace;
  const opened = await openBoard({
    ...{ root, cache, results, submissions, problems, tier },
    tasks: [taskNamed(workspace, name)],
  });
  const [board] = opened.tasks;
  if (board === undefined) throw usage(`the task "${name}" has no tier "${tier}"`, "--tier", undefined);
  const told = [...opened.problems, ...(board.problem === null ? [] : [board.problem])];
  for (const problem of explainTogether(told)) stderr.write(`${problem}\n`);
  const all = tablesOf(board, readGrid(workspace.root));
  const chosen = table === undefined ? all : all.filter((one) => one.name === table);
  const names = all.map((one) => one.name).join(", ");
  if (chosen.length === 0) throw usage(`there is no table "${table}"`, "--table", names);
  if (format === "csv" && chosen.length > 1) throw usage("CSV is one table at a time", "--table", names);
  if (format === "json") stdout.write(`${JSON.stringify(chosen, null, 1)}\n`);
  else stdout.write(format === "csv" ? csvOf(chosen[0]!) : chosen.map(textOf).join("\n"));
  return board.problem === null && opened.problems.length === 0 ? exitCodes.ok : exitCodes.usage;
}

function usage(message: string, where: string, expected: string | undefined): BenchError {
  return new BenchError(message, {
    code: "table-unknown",
    blame: "usage",
    where,
    ...(expected === undefined ? {} : { expected }),
    mend: "Name one that is there.",
  });
}

function textOf({ name, title, caption, rows }: Table): string {
  const heads = Object.keys(rows[0] ?? {});
  const numeric = heads.flatMap((head, place) =>
    rows.some((row) => typeof row[head] === "number") ? [place] : [],
  );
  const lines = rows.map((row) => heads.map((head) => shown(row[head])));
  const body = rows.length === 0 ? "no records say anything of it" : columns([heads, ...lines], numeric);
  return `${title} (${name})\n${caption}\n\n${body}\n`;
}

function shown(value: Table["rows"][number][string] | undefined): string {
  if (value === null || value === undefined) return missing;
  return typeof value === "number" && !Number.isInteger(value) ? value.toPrecision(3) : String(value);
}
