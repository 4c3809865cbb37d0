import { readdirSync } from "node:fs";
import path from "node:path";
import { canonicalHash } from "../artifacts/index.ts";
import { type Task, type TaskFile, type TierName, taskPlace } from "../task/index.ts";
import type { Observation } from "./contract.ts";
import { taskFileIn } from "./past.ts";

/** Names tasks that are gone, and numbers that are not what they were in a folder with the earlier ones. */
export function changesOfTasks(earlier: string, tasks: readonly Task[]): readonly Observation[] {
  const gone = readdirSync(path.join(earlier, "tasks"))
    .filter((name) => !tasks.some((task) => task.name === name))
    .map((name): Observation => ({ grade: "changed", where: `tasks/${name}`, what: "was removed" }));
  const changed = tasks.flatMap((task): Observation[] => {
    const where = path.join(taskPlace(task.name), "task.yaml");
    const before = taskFileIn(earlier, task);
    if (before === undefined) return [{ grade: "told", where, what: "is new, or was written otherwise" }];
    return differencesOf(before, task.file).map(([grade, what]) => ({ grade, where, what }));
  });
  return [...gone, ...changed];
}

function differencesOf(
  before: TaskFile,
  after: TaskFile,
): readonly (readonly [Observation["grade"], string])[] {
  const all: (readonly [Observation["grade"], string])[] = [];
  const raised = after.frozen.version > before.frozen.version;
  const versions = `version ${before.frozen.version}${raised ? ` to ${after.frozen.version}` : ""}`;
  const frozen = (what: string) =>
    all.push([
      raised ? "changed" : "wrong",
      `${what} changed (${versions}${raised ? "" : ", which was not raised"})`,
    ]);
  const { version, ...numbers } = after.frozen;
  const { version: old, ...earlier } = before.frozen;
  if (isOther(earlier, numbers)) frozen("frozen numbers of the task have");
  else if (raised) all.push(["changed", versions]);
  for (const tier of Object.keys(before.tiers) as TierName[]) {
    const [was, is] = [before.tiers[tier]!, after.tiers[tier]];
    if (is === undefined) {
      all.push(["changed", `tier ${tier} was removed`]);
      continue;
    }
    if (isOther(was.frozen, is.frozen)) frozen(`frozen numbers of tier ${tier} have`);
    if (isOther(was.limits, is.limits)) all.push(["changed", `limits of tier ${tier} have changed`]);
    if (was.shown.recursionSeeds !== is.shown.recursionSeeds)
      all.push(["changed", `tier ${tier} plays other seeds to the end`]);
    if (isOther(was.shown.recursionEntries, is.shown.recursionEntries))
      all.push(["changed", `tier ${tier} plays other entries to the end`]);
    if (was.shown.seeds !== is.shown.seeds)
      all.push(["changed", `tier ${tier} has ${is.shown.seeds} seeds, and had ${was.shown.seeds}`]);
  }
  for (const part of ["headline", "metric", "metrics", "candidates"] as const)
    if (isOther(before.shown[part], after.shown[part])) all.push(["changed", `shown.${part} has changed`]);
  return all;
}

function isOther(first: unknown, second: unknown): boolean {
  return canonicalHash(first) !== canonicalHash(second);
}
