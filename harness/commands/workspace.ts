import path from "node:path";
import { discoverSubmissions, type Submission } from "../submission/index.ts";
import { discoverTasks, type Task } from "../task/index.ts";

/** Options every command has. */
export interface CommonOptions {
  /** The checkout. */
  readonly root: string;
  readonly results: string;
  readonly cache: string;
}

/** The tasks and submissions of a checkout. */
export interface Workspace extends CommonOptions {
  readonly tasks: readonly Task[];
  readonly submissions: readonly Submission[];
}

export async function openWorkspace(options: Partial<CommonOptions>): Promise<Workspace> {
  const root = path.resolve(options.root ?? path.join(import.meta.dirname, "..", ".."));
  return {
    root,
    results: path.resolve(options.results ?? path.join(root, "results")),
    cache: path.resolve(options.cache ?? path.join(root, ".cache")),
    tasks: await discoverTasks(root),
    submissions: discoverSubmissions(root),
  };
}
