import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { canonicalHash } from "../artifacts/index.ts";
import { parseYamlFile } from "../config/index.ts";
import { BenchError } from "../errors/index.ts";
import type { TaskDefinition } from "./definition.ts";
import { type TaskFile, type Tier, type TierName, taskFileOf } from "./file.ts";

/** A task found in `tasks/`: its numbers and its code. */
export interface Task {
  readonly name: string;
  readonly folder: string;
  readonly file: TaskFile;
  readonly definition: TaskDefinition;
}

/** Every task of `<root>/tasks`, by name. Throws `BenchError` (blame task) for a malformed `task.yaml`. */
export async function discoverTasks(root: string): Promise<readonly Task[]> {
  const folder = path.join(root, "tasks");
  const names = readdirSync(folder).filter((name) => existsSync(path.join(folder, name, "task.yaml")));
  return Promise.all(names.sort().map((name) => loadTask(path.join(folder, name))));
}

async function loadTask(folder: string): Promise<Task> {
  const module = (await import(pathToFileURL(path.join(folder, "index.ts")).href)) as {
    task?: TaskDefinition;
  };
  const name = path.basename(folder);
  const yaml = path.join("tasks", name, "task.yaml");
  if (module.task === undefined)
    throw taskError("task-no-definition", path.join("tasks", name, "index.ts"), "exports no `task`");
  const { setting, replication } = module.task;
  const file = parseYamlFile(
    path.relative(process.cwd(), path.join(folder, "task.yaml")),
    taskFileOf(setting, replication),
    {
      kind: "task",
      blame: "task",
    },
  );
  if (file.name !== name) throw taskError("task-name", yaml, `name is "${file.name}"`);
  return { name, folder, file: file as TaskFile, definition: module.task };
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

/** SHA-256 of the numbers that decide a tier's results; limits and costs do not. */
export function taskHash(task: Task, tier: TierName): string {
  const { rounds, regimes, budget, generation, setting } = tierOf(task, tier);
  const { name, version, metric, fields } = task.file;
  return canonicalHash({ name, version, metric, fields, tier, rounds, regimes, budget, generation, setting });
}

function taskError(code: string, where: string, message: string): BenchError {
  return new BenchError(message, {
    code,
    blame: "task",
    where,
    mend: "Make the folder's name, `name` in task.yaml and the exported `task` agree.",
  });
}
