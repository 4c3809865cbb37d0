import path from "node:path";
import { BenchError } from "../errors/index.ts";
import { discoverSubmissions, type Submission, type SubmissionProblem } from "../submission/index.ts";
import { type DataSource, discoverTasks, type Task, tasksOnData } from "../task/index.ts";

/** Options every command has. */
export interface CommonOptions {
  /** The checkout. */
  readonly root: string;
  readonly results: string;
  readonly cache: string;
}

/** Which data to run on; what is left out means the tasks' own. */
export interface DataOptions {
  /** Name of a stored corpus. */
  readonly corpus?: string;
  /** Where corpora are stored. */
  readonly dataDir?: string;
}

/** The tasks and submissions of a checkout. */
export interface Workspace extends CommonOptions {
  readonly tasks: readonly Task[];
  readonly submissions: readonly Submission[];
  /** Submissions that cannot be used, and why; each command tells of those that it needed. */
  readonly problems: readonly SubmissionProblem[];
  /** What all of `tasks` run on instead of their own data. */
  readonly data?: DataSource;
}

/**
 * Opens a checkout. On a stored corpus there are only the tasks that can run on it, and results lie apart, under
 * `<results>/corpora/<name>`. Throws `BenchError` when there is no such corpus.
 */
export async function openWorkspace(options: Partial<CommonOptions> & DataOptions): Promise<Workspace> {
  const root = path.resolve(options.root ?? path.join(import.meta.dirname, "..", ".."));
  const results = path.resolve(options.results ?? path.join(root, "results"));
  const cache = path.resolve(options.cache ?? path.join(root, ".cache"));
  const tasks = await discoverTasks(root);
  const found = discoverSubmissions(root, tasks);
  const own = { root, results, cache, tasks, ...found };
  if (options.corpus === undefined) return own;
  const folder = path.resolve(options.dataDir ?? path.join(cache, "data"));
  const able = await tasksOnData(tasks, options.corpus, folder);
  const [{ data } = {}] = able;
  if (data === undefined) return own;
  return { ...own, results: path.join(results, "corpora", options.corpus), tasks: able, data };
}

/** The task of a name. Throws `BenchError` (blame usage) when there is none. */
export function taskNamed({ tasks }: Workspace, name: string): Task {
  const task = tasks.find((found) => found.name === name);
  if (task !== undefined) return task;
  throw new BenchError(`there is no task "${name}"`, {
    code: "task-unknown",
    blame: "usage",
    expected: tasks.map((found) => found.name).join(", "),
    mend: "Name one of these.",
  });
}
