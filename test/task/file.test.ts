import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { z } from "zod";
import { parseYamlText } from "../../harness/config/index.ts";
import { BenchError } from "../../harness/errors/index.ts";
import {
  discoverTasks,
  limitsHash,
  type Task,
  type TierName,
  taskFileOf,
  taskHash,
} from "../../harness/task/index.ts";

const tasks = await discoverTasks(path.join(import.meta.dirname, "..", ".."));
const schema = taskFileOf(z.unknown(), z.unknown());
const kind = { kind: "task", blame: "task" } as const;

const text = `schema: 2
name: made
shown:
  title: Made
  description: Made up.
  metric: {title: Accuracy, format: percent, worst: 0}
  metrics:
    zeal: {title: Zeal, format: plain}
    accuracy0.5: {title: "Within 0.5 %", format: percent}
  headline: {protocol: one-round, regime: replace}
frozen:
  version: 1
  metric: accuracy
  fields: {}
tiers: {}
replication: {}
`;

test("further metrics keep the order they are written in", () => {
  assert.deepEqual(Object.entries(parseYamlText(text, "task.yaml", schema, kind).shown.metrics), [
    ["zeal", { title: "Zeal", format: "plain" }],
    ["accuracy0.5", { title: "Within 0.5 %", format: "percent" }],
  ]);
});

test("a task without further metrics has none, and one of an unknown format is an error at its line", () => {
  const without = text.replace(/ {2}metrics:\n( {4}.*\n)+/, "");
  assert.deepEqual(parseYamlText(without, "task.yaml", schema, kind).shown.metrics, {});
  assert.throws(
    () => parseYamlText(text.replace("format: plain", "format: stars"), "task.yaml", schema, kind),
    (error) => error instanceof BenchError && error.where === "task.yaml:8",
  );
});

/** Every leaf of a value, each changed in a copy of the whole. */
function* changesOf(value: unknown): Generator<unknown> {
  if (typeof value !== "object" || value === null) {
    yield typeof value === "number" ? value + 1 : `${value} changed`;
    return;
  }
  for (const key of Object.keys(value)) {
    for (const changed of changesOf((value as Record<string, unknown>)[key])) {
      const copy = structuredClone(value) as Record<string, unknown>;
      copy[key] = changed;
      yield copy;
    }
  }
}

const tiersOf = (task: Task) => Object.keys(task.file.tiers) as TierName[];

/** The task with a section of its own, or of a tier, replaced. */
function withSection(
  task: Task,
  section: "frozen" | "limits" | "shown",
  value: unknown,
  tier?: TierName,
): Task {
  if (tier === undefined) return { ...task, file: { ...task.file, [section]: value } };
  const changed = { ...task.file.tiers[tier]!, [section]: value };
  return { ...task, file: { ...task.file, tiers: { ...task.file.tiers, [tier]: changed } } };
}

test("every value of a frozen section is in the task's hash, and of the sections no other", () => {
  for (const task of tasks) {
    for (const tier of tiersOf(task)) {
      const hash = taskHash(task, tier);
      const { frozen, limits, shown } = task.file.tiers[tier]!;
      const hashWith = (
        ...[section, value, where]: [Parameters<typeof withSection>[1], unknown, TierName?]
      ) => taskHash(withSection(task, section, value, where), tier);
      for (const value of changesOf(task.file.frozen)) assert.notEqual(hashWith("frozen", value), hash);
      for (const value of changesOf(frozen)) assert.notEqual(hashWith("frozen", value, tier), hash);
      for (const value of changesOf(task.file.shown)) assert.equal(hashWith("shown", value), hash);
      for (const value of changesOf(shown)) assert.equal(hashWith("shown", value, tier), hash);
      for (const value of changesOf(limits)) assert.equal(hashWith("limits", value, tier), hash);
    }
  }
});

test("limits have a hash of their own, over each of them", () => {
  for (const task of tasks) {
    for (const tier of tiersOf(task)) {
      const hash = limitsHash(task, tier);
      for (const value of changesOf(task.file.tiers[tier]!.limits))
        assert.notEqual(limitsHash(withSection(task, "limits", value, tier), tier), hash);
      for (const value of changesOf(task.file.tiers[tier]!.frozen))
        assert.equal(limitsHash(withSection(task, "frozen", value, tier), tier), hash);
    }
  }
});

test("no task repeats its headline metric among the further ones", () => {
  for (const { file } of tasks) assert.ok(!(file.frozen.metric in file.shown.metrics), file.name);
});
