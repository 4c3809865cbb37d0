import { existsSync, globSync } from "node:fs";
import path from "node:path";
import { BenchError } from "../errors/index.ts";
import { readSkepticalReport, type SkepticalReport } from "../pulls/index.ts";
import { entriesOf } from "../submission/index.ts";
import { say } from "./execute.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import type { Workspace } from "./workspace.ts";

/** Checks a skeptical report as a pull request with it is checked: its form, and that there is what it doubts. */
export function checkReport(workspace: Workspace, file: string): ExitCode {
  const { about, claim } = reportIn(workspace, file);
  console.log(`${path.basename(file)} would pass: ${claim}, about ${about}.`);
  say(`A pull request adds this one file as reports/${path.basename(file)}, and nothing else.`);
  return exitCodes.ok;
}

/** A skeptical report whose form is right and whose subject is there. Throws `BenchError` (blame submission) for any other. */
export function reportIn(
  workspace: Pick<Workspace, "tasks" | "submissions" | "allResults">,
  file: string,
): SkepticalReport {
  const report = readSkepticalReport(file);
  const [task, tier, entry, seed] = report.about.split("/") as [string, string, string, string?];
  if (!workspace.tasks.some(({ name }) => name === task))
    throw noSubject(file, `there is no task "${task}"`, workspace.tasks.map(({ name }) => name).join(", "));
  const seeds = seedsOf(workspace.allResults, [tier, task, entry]);
  const isEntry = workspace.submissions.flatMap(entriesOf).some(({ id }) => id === entry);
  if (seeds.length === 0 && !(isEntry && seed === undefined))
    throw noSubject(
      file,
      `there are no results of ${entry} on ${task} at tier ${tier}`,
      "a cell or an entry of the board",
    );
  if (seed !== undefined && !seeds.includes(seed))
    throw noSubject(file, `there is no record of seed ${seed}`, `one of ${seeds.join(", ")}`);
  return report;
}

/** Seeds with a record, of any season. */
function seedsOf(results: string, parts: readonly string[]): readonly string[] {
  const seasons = existsSync(path.join(results, "seasons")) ? globSync("seasons/*", { cwd: results }) : [];
  const names = ["", ...seasons].flatMap((season) =>
    globSync("*.json", { cwd: path.join(results, season, ...parts) }),
  );
  return [...new Set(names.map((name) => path.basename(name, ".json")))].sort(
    (a, b) => Number(a) - Number(b),
  );
}

function noSubject(where: string, message: string, expected: string): BenchError {
  return new BenchError(message, {
    code: "skeptical-report-subject",
    blame: "submission",
    where: `${where}, "about"`,
    expected,
    mend: "Name what the board shows: task/tier/entry, or task/tier/entry/seed.",
  });
}
