import { statSync } from "node:fs";
import path from "node:path";
import type { Command } from "commander";
import { BenchError, hasErrnoCode } from "../errors/index.ts";
import { openLabels } from "../labels/index.ts";
import { seasonResults } from "../record/index.ts";
import { readKeyFile, type Season, seasonOf } from "../season/index.ts";
import { discoverSubmissions, type Submission, type SubmissionProblem } from "../submission/index.ts";
import {
  type DataSource,
  discoverTasks,
  discoverVariants,
  type Folders,
  type ModelSource,
  type Task,
  tasksAtShare,
  tasksOnData,
  tasksOnModel,
  taskWithLabels,
} from "../task/index.ts";
import { type ModelChoice, modelNameOf, modelOriginOf, verifierForm } from "./model-named.ts";

/** Options of a command, as far as they say where and on what it works. */
export interface WorkspaceOptions extends Partial<Folders> {
  /** Name of a stored corpus to run on; without it tasks run on their own data. */
  readonly corpus?: string;
  /** A stored language model, a folder, a GGUF file or a server's address; without it tasks start from their own. */
  readonly model?: string;
  /** The program that trains and asks it in the engine's place. */
  readonly trainer?: string;
  /** A GGUF file or a server that is asked as the strong verifier. */
  readonly verifier?: string;
  /** The server's name for the model that is asked. */
  readonly served?: string;
  /** Per cent that a tier names beside its own; without it the tiers' own budgets hold. */
  readonly share?: string;
  /** File of imported labels, by which `human` answers on every task. */
  readonly labels?: string;
  /** Number of the season; without it that of the key, or 0. */
  readonly season?: number;
  /** File of the season's key, while it is sealed. */
  readonly key?: string;
}

/** The tasks and submissions of a checkout. */
export interface Workspace extends Omit<Folders, "dataDir"> {
  readonly tasks: readonly Task[];
  /** Variants of tasks, which take part where they are named. */
  readonly variants: readonly Task[];
  readonly submissions: readonly Submission[];
  /** Submissions that cannot be used, and why; each command tells of those that it needed. */
  readonly problems: readonly SubmissionProblem[];
  /** What all of them run on instead of their own data. */
  readonly data?: DataSource;
  /** The language model that all of them start from, or ask, instead of their own. */
  readonly model?: ModelSource;
  /** The share of their candidates that all of them may keep, in place of their tiers' own. */
  readonly share?: string;
  /** Where the records of all seasons lie; `results` is its part of `season`. */
  readonly allResults: string;
  /** Whose streams are drawn. */
  readonly season: Season;
  /** Where its key is, while it is sealed. */
  readonly keyFile?: string;
}

/**
 * Opens a checkout. On a stored corpus there are only the tasks that can run on it, and results lie apart, under
 * `<results>/corpora/<name>`; on a language model likewise, under `models/<name>`, and at another share under `shares/<share>`; so do
 * those of every season but 0, under `seasons/<number>`. Throws `BenchError` when there is no such corpus, model, share, season or key.
 */
export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { root, cache, dataDir, ...folders } = checkedFolders(options);
  const key = options.key === undefined ? undefined : readKeyFile(path.resolve(options.key));
  const season = seasonOf(root, {
    ...(options.season === undefined ? {} : { number: options.season }),
    ...(key === undefined ? {} : { seal: key.seal }),
  });
  const allResults = resultsOn(folders.results, options);
  const results = seasonResults(allResults, season.number);
  const tasks = await discoverTasks(root);
  const variants = await discoverVariants(root);
  const found = discoverSubmissions(root, tasks);
  const drawn = { season, allResults, ...(key === undefined ? {} : { keyFile: key.file }) };
  const able = labelled(
    await broughtIn([...tasks, ...variants], options, { cache, dataDir }),
    options.labels,
  );
  const [{ data, model } = {}] = able;
  return {
    ...{ root, results, cache, ...found, ...drawn },
    tasks: able.filter(({ variantOf }) => variantOf === undefined),
    variants: able.filter(({ variantOf }) => variantOf !== undefined),
    ...(data && { data }),
    ...(model && { model }),
    ...(options.share !== undefined && { share: options.share }),
  };
}

/** The tasks on the corpus and the language model, and at the share, that the options name; those that cannot be are left out. */
async function broughtIn(
  tasks: readonly Task[],
  options: WorkspaceOptions,
  folders: Pick<Folders, "cache" | "dataDir">,
): Promise<readonly Task[]> {
  const { corpus, share } = options;
  const onData = corpus === undefined ? tasks : await tasksOnData(tasks, corpus, folders.dataDir);
  const choice = modelChoiceOf(options);
  const onModel =
    choice === undefined
      ? onData
      : await tasksOnModel(onData, modelNameOf(choice), await modelOriginOf(folders, choice));
  return share === undefined ? onModel : tasksAtShare(onModel, share);
}

/** The tasks and, after them, their variants: what a name may mean. */
export function namable({ tasks, variants }: Pick<Workspace, "tasks" | "variants">): readonly Task[] {
  return [...tasks, ...variants];
}

function labelled(tasks: readonly Task[], file: string | undefined): readonly Task[] {
  if (file === undefined) return tasks;
  const labels = openLabels(file);
  return tasks.map((task) => taskWithLabels(task, labels));
}

/** What is computed on a corpus or from a model that was brought in, or at another share than a tier's own, lies apart. */
function resultsOn(results: string, options: WorkspaceOptions): string {
  const { corpus, share } = options;
  const ofCorpus = corpus === undefined ? results : path.join(results, "corpora", corpus);
  const choice = modelChoiceOf(options);
  const ofModel = choice === undefined ? ofCorpus : path.join(ofCorpus, "models", modelNameOf(choice));
  return share === undefined ? ofModel : path.join(ofModel, "shares", share);
}

function modelChoiceOf({ model, trainer, verifier, served }: WorkspaceOptions): ModelChoice | undefined {
  if (model === undefined && verifier !== undefined) throw verifierForm(verifier, "beside --model");
  if (model === undefined) return undefined;
  return { model, ...(trainer && { trainer }), ...(verifier && { verifier }), ...(served && { served }) };
}

/** The task of a name. Throws `BenchError` (blame usage) when there is none. */
export function taskNamed(workspace: Workspace, name: string): Task {
  const tasks = namable(workspace);
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

/** The workspace that a command's options, its own and those of every command, name. */
export function workspaceOf(command: Command): Promise<Workspace> {
  return openWorkspace(command.optsWithGlobals());
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
