import { statSync } from "node:fs";
import path from "node:path";
import { BenchError, explain } from "../errors/index.ts";
import { type Merged, mergeRecords } from "../record/index.ts";
import { say } from "./execute.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import type { Workspace } from "./workspace.ts";

/** Brings the records of other results folders, those of shards, into this one. */
export async function merge({ results }: Workspace, folders: readonly string[]): Promise<ExitCode> {
  for (const folder of folders) checkFolder(folder);
  const merged: Merged[] = [];
  for (const folder of folders) merged.push(...(await mergeRecords(path.resolve(folder), results)));
  const count = (what: Merged["what"]) => merged.filter((one) => one.what === what).length;
  for (const one of merged) tellTrouble(one);
  const troubles = count("conflict") + count("damaged");
  say(
    `${count("copied")} records copied, ${count("there already")} there already, ${count("conflict")} in conflict, ` +
      `${count("damaged")} damaged.`,
  );
  if (merged.length === 0)
    say("No record was found: name results folders, which hold a folder for each tier.");
  return troubles === 0 && merged.length > 0 ? exitCodes.ok : exitCodes.usage;
}

function tellTrouble(one: Merged): void {
  if (one.what === "conflict") say(`${one.file}: left out, ${one.reason}. Remove the one that is wrong.`);
  if (one.what === "damaged") say(explain(one.problem));
}

function checkFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new BenchError("there is no such folder", {
    code: "folder-wrong",
    blame: "usage",
    where: folder,
    expected: "a results folder, as --results names it",
    mend: "Correct its path.",
  });
}
