import type { Command } from "commander";
import type { z } from "zod";
import type { Replication } from "../study/index.ts";
import type { DataSource, ModelOrigin, TaskContext, TaskInstance } from "./contract.ts";

/** What `tasks/<task>/index.ts` exports as `task`. Its numbers come from `task.yaml`, checked by its own schemas. */
export interface TaskDefinition<Setting = unknown, Replicated = unknown> {
  /** Schema of `tiers.<tier>.frozen.setting`. */
  readonly setting: z.ZodType<Setting>;
  open(context: TaskContext<Setting>): Promise<TaskInstance>;
  /**
   * SHA-256 of data stored under a name in a folder; only tasks that can run on such data have this function.
   * Throws `BenchError` (blame usage) when there is none of that name, or when the task cannot be run on it.
   */
  dataHash?(name: string, folder: string): Promise<string>;
  /** SHA-256 of what a language model is, as far as it can be known; only tasks that can take one have this function. Throws `language-model`. */
  modelHash?(origin: ModelOrigin): Promise<string>;
  /** What whoever runs the task on such data should know first, one sentence each. */
  dataNotes?(data: DataSource, setting: Setting, rounds: number): Promise<readonly string[]>;
  /** Recomputes the paper's figures for this task, where the paper has some. */
  readonly replication?: Replication<Replicated>;
  /** Adds commands of the task's own to the command line. */
  commands?(program: Command, foldersOf: FoldersOf): void;
}

/** Where a command works. */
export interface Folders {
  /** The checkout. */
  readonly root: string;
  readonly results: string;
  readonly cache: string;
  /** Where corpora are stored. */
  readonly dataDir: string;
}

/** The folders that the options given to a command name, with the defaults of all commands. */
export type FoldersOf = (command: Command) => Folders;

/** Lets a definition keep its own types inside while the harness sees `TaskDefinition`. */
export function defineTask<Setting, Replicated>(
  definition: TaskDefinition<Setting, Replicated>,
): TaskDefinition {
  return definition as TaskDefinition;
}
