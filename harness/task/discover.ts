import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { canonicalHash } from "../artifacts/index.ts";
import { parseYamlFile } from "../config/index.ts";
import { BenchError } from "../errors/index.ts";
import type { DataSource, Labels, ModelOrigin, ModelSource } from "./contract.ts";
import type { TaskDefinition } from "./definition.ts";
import { type TaskFile, type Tier, type TierName, taskFileOf } from "./file.ts";

/** A task's headline metric: its key in records, and how it is shown. */
export type HeadlineMetric = { readonly name: string } & TaskFile["shown"]["metric"];

/** A task found in `tasks/`: its numbers and its code. */
export interface Task {
  readonly name: string;
  /** Of a variant: the task whose entries take part in it too. */
  readonly variantOf?: string;
  readonly folder: string;
  readonly file: TaskFile;
  readonly definition: TaskDefinition;
  /** Data to run on instead of the task's own. */
  readonly data?: DataSource;
  /** The language model that its models start from instead of its own. */
  readonly model?: ModelSource;
  /** What people said of its outputs; the verifier `human` answers by them. */
  readonly labels?: Labels;
  /** The same task without labels and at its tiers' own shares, whose generators, pools and verifiers are its own. */
  readonly worksAs?: Task;
}

/** Every task of `<root>/tasks`, by name. Throws `BenchError` (blame task) for a malformed `task.yaml`. */
export async function discoverTasks(root: string): Promise<readonly Task[]> {
  const folder = path.join(root, "tasks");
  const names = readdirSync(folder).filter((name) => existsSync(path.join(folder, name, "task.yaml")));
  return Promise.all(names.sort().map((name) => loadTask(path.join(folder, name))));
}

/**
 * Every variant of a task, `task@variant`: folders within a task's that have a `task.yaml` of their own. They are played by the
 * task's entries when somebody names them, and stand on no board of all tasks.
 */
export async function discoverVariants(root: string): Promise<readonly Task[]> {
  const found = (await discoverTasks(root)).flatMap((task) =>
    readdirSync(task.folder)
      .filter((variant) => existsSync(path.join(task.folder, variant, "task.yaml")))
      .sort()
      .map((variant) => ({ task, variant })),
  );
  return Promise.all(
    found.map(async ({ task, variant }) => ({
      ...(await loadTask(path.join(task.folder, variant), `${task.name}@${variant}`)),
      variantOf: task.name,
    })),
  );
}

async function loadTask(folder: string, name = path.basename(folder)): Promise<Task> {
  const module = (await import(pathToFileURL(path.join(folder, "index.ts")).href)) as {
    task?: TaskDefinition;
  };
  const within = taskPlace(name);
  const yaml = path.join(within, "task.yaml");
  if (module.task === undefined)
    throw taskError("task-no-definition", path.join(within, "index.ts"), "exports no `task`");
  const { setting, replication } = module.task;
  const file = parseYamlFile(
    path.relative(process.cwd(), path.join(folder, "task.yaml")),
    taskFileOf(setting, replication?.setting ?? z.undefined().optional()),
    {
      kind: "task",
      blame: "task",
    },
  );
  if (file.name !== name) throw taskError("task-name", yaml, `name is "${file.name}"`);
  return { name, folder, file: file as TaskFile, definition: module.task };
}

/** Where a task or a variant has its folder, within a checkout. */
export function taskPlace(name: string): string {
  return path.join("tasks", ...name.split("@"));
}

/**
 * Those tasks that can run on data stored under a name, set to do so. Throws `BenchError` (blame usage) when no task can,
 * or when there is no such data.
 */
export async function tasksOnData(
  tasks: readonly Task[],
  name: string,
  folder: string,
): Promise<readonly Task[]> {
  const able = tasksWith(tasks, "dataHash", {
    message: "no task here can run on imported data",
    code: "data-not-taken",
    option: "--corpus",
    received: name,
  });
  return Promise.all(
    able.map(async (task) => {
      const hash = await task.definition.dataHash!(name, folder);
      return { ...task, data: { name, hash, folder } };
    }),
  );
}

/**
 * Those tasks that can take a language model that was brought in, set to do so. Throws `BenchError` (blame usage) when no task
 * can, and what `modelHash` throws.
 */
export async function tasksOnModel(
  tasks: readonly Task[],
  name: string,
  origin: ModelOrigin,
): Promise<readonly Task[]> {
  const able = tasksWith(tasks, "modelHash", {
    message: "no task here can start from a language model",
    code: "model-not-taken",
    option: "--model",
    received: name,
  });
  return Promise.all(
    able.map(async (task) => {
      const hash = await task.definition.modelHash!(origin);
      return { ...task, model: { name, hash, origin } };
    }),
  );
}

/** Those tasks that hash what an option brings, and so can take it. */
function tasksWith(
  tasks: readonly Task[],
  hash: "dataHash" | "modelHash",
  refusal: Readonly<Record<"code" | "message" | "option" | "received", string>>,
): readonly Task[] {
  const able = tasks.filter(({ definition }) => definition[hash] !== undefined);
  if (able.length > 0) return able;
  const { message, code, option, received } = refusal;
  const mend = `Leave out ${option}.`;
  throw new BenchError(message, { code, blame: "usage", where: option, received, mend });
}

/** A task with what people said of its outputs: at every tier `human` is offered, for as many candidates as were judged. */
export function taskWithLabels(task: Task, labels: Labels): Task {
  const tiers = Object.entries(task.file.tiers).map(([name, tier]) => {
    const { budget } = tier.frozen;
    const feedback = { ...budget.feedback, human: labels.outputs };
    return [name, { ...tier, frozen: { ...tier.frozen, budget: { ...budget, feedback } } }];
  });
  const file = { ...task.file, tiers: Object.fromEntries(tiers) as TaskFile["tiers"] };
  return { ...task, file, labels, worksAs: task.worksAs ?? task };
}

/** A tier of a task. Throws `BenchError` when the task has none of that name. */
export function tierOf(task: Task, tier: TierName): Tier {
  const found = task.file.tiers[tier];
  if (found !== undefined) return found;
  throw new BenchError(`the task "${task.name}" has no tier "${tier}"`, {
    code: "tier-missing",
    blame: "usage",
    expected: Object.keys(task.file.tiers).join(", "),
    mend: "Name one of these with --tier.",
  });
}

/** SHA-256 of what decides a tier's results: the `frozen` sections, and data, models and labels brought in from outside. */
export function taskHash(task: Task, tier: TierName): string {
  const { name, file, data, model, labels } = task;
  const decides = { name, tier, task: file.frozen, numbers: tierOf(task, tier).frozen };
  return canonicalHash({
    ...decides,
    ...(data === undefined ? {} : { data: { name: data.name, hash: data.hash } }),
    ...(model === undefined ? {} : { model: { name: model.name, hash: model.hash } }),
    ...(labels === undefined ? {} : { labels: labels.hash }),
  });
}

/** SHA-256 of what one strategy process may use at a tier: it decides which cells fail, and no score. */
export function limitsHash(task: Task, tier: TierName): string {
  return canonicalHash(tierOf(task, tier).limits);
}

/** The headline metric of a task. */
export function headlineMetric({ file }: Pick<Task, "file">): HeadlineMetric {
  return { name: file.frozen.metric, ...file.shown.metric };
}

function taskError(code: string, where: string, message: string): BenchError {
  return new BenchError(message, {
    code,
    blame: "task",
    where,
    mend: "Make the folder's name, `name` in task.yaml (`task@variant` of a variant) and the exported `task` agree.",
  });
}
