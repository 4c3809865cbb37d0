import path from "node:path";
import { explain } from "../errors/index.ts";
import { type Merged, mergeRecords } from "../record/index.ts";
import { say } from "./execute.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { kindOf, type Workspace, wrongFolder } from "./workspace.ts";

/** Brings the records of other results folders, those of shards, into this one. */
export async function merge({ results }: Workspace, folders: readonly string[]): Promise<ExitCode> {
  for (const folder of folders)
    if (kindOf(folder) !== "folder")
      throw wrongFolder("merge", folder, "a results folder, as --results names it");
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
