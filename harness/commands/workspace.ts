import { statSync } from "node:fs";
import path from "node:path";
import { BenchError, hasErrnoCode } from "../errors/index.ts";
import { openLabels } from "../labels/index.ts";
import { discoverSubmissions, type Submission, type SubmissionProblem } from "../submission/index.ts";
import {
  type DataSource,
  discoverTasks,
  type Folders,
  type Task,
  tasksOnData,
  taskWithLabels,
} from "../task/index.ts";

/** Options of a command, as far as they say where and on what it works. */
export interface WorkspaceOptions extends Partial<Folders> {
  /** Name of a stored corpus to run on; without it tasks run on their own data. */
  readonly corpus?: string;
  /** File of imported labels, by which `human` answers on every task. */
  readonly labels?: string;
}

/** The tasks and submissions of a checkout. */
export interface Workspace extends Omit<Folders, "dataDir"> {
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
export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { root, results, cache, dataDir } = checkedFolders(options);
  const tasks = await discoverTasks(root);
  const found = discoverSubmissions(root, tasks);
  const own = { root, results, cache, tasks: labelled(tasks, options.labels), ...found };
  if (options.corpus === undefined) return own;
  const able = await tasksOnData(tasks, options.corpus, dataDir);
  const [{ data } = {}] = able;
  if (data === undefined) return own;
  const onData = { tasks: labelled(able, options.labels), data };
  return { ...own, ...onData, results: path.join(results, "corpora", options.corpus) };
}

function labelled(tasks: readonly Task[], file: string | undefined): readonly Task[] {
  if (file === undefined) return tasks;
  const labels = openLabels(file);
  return tasks.map((task) => taskWithLabels(task, labels));
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

/** The folders of a command, absolute; what its options leave out lies in the checkout, and corpora in the cache. */
export function foldersOf(options: Partial<Folders>): Folders {
  const root = path.resolve(options.root ?? path.join(import.meta.dirname, "..", ".."));
  const cache = path.resolve(options.cache ?? path.join(root, ".cache"));
  return {
    root,
    cache,
    results: path.resolve(options.results ?? path.join(root, "results")),
    dataDir: path.resolve(options.dataDir ?? path.join(cache, "data")),
  };
}

/** As `foldersOf`. Throws `BenchError` (blame usage) where there is something else than a checkout, or than a folder. */
export function checkedFolders(options: Partial<Folders>): Folders {
  const folders = foldersOf(options);
  const { root, results, cache } = folders;
  if (["tasks", "submissions"].some((part) => kindOf(path.join(root, part)) !== "folder"))
    throw wrongFolder("--root", root, "a checkout, which has tasks/ and submissions/");
  const made = "a folder, or a path where one can be made";
  if (kindOf(results) === "other") throw wrongFolder("--results", results, made);
  if (kindOf(cache) === "other") throw wrongFolder("--cache", cache, made);
  return folders;
}

/** What stands at a path. */
export function kindOf(place: string): "folder" | "other" | "nothing" {
  try {
    return statSync(place).isDirectory() ? "folder" : "other";
  } catch (error) {
    // A file stands where a folder on the way to the place is wanted.
    return hasErrnoCode(error, "ENOTDIR") ? "other" : "nothing";
  }
}

/** The error (blame usage) of a path that names no such folder. */
export function wrongFolder(where: string, received: string, expected: string): BenchError {
  return new BenchError("this names no such folder", {
    code: "folder-wrong",
    blame: "usage",
    where,
    expected,
    received,
    mend: "Correct the path.",
  });
}
