/**
 * Commands: what the news task adds to the command line.
 * In: a program of commander, and where a command works. Out: the same program with `rouge` and `data` on it.
 * Each command is also a function of its options that prints to given streams and returns the exit code.
 */
import type { Command } from "commander";
import type { FoldersOf } from "../../../harness/task/index.ts";
import { addDataCommand } from "./data.ts";
import { addRougeCommand } from "./rouge.ts";

export {
  type DataFetchOptions,
  type DataImportOptions,
  type DataListOptions,
  type DataNameOptions,
  runDataFetch,
  runDataImport,
  runDataList,
  runDataRemove,
  runDataShow,
} from "./data.ts";
export { type RougeCommandOptions, runRouge } from "./rouge.ts";

/** Adds the task's commands to a program. */
export function addCommands(program: Command, foldersOf: FoldersOf): void {
  addRougeCommand(program);
  addDataCommand(program, foldersOf);
}
