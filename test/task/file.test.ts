import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { z } from "zod";
import { parseYamlText } from "../../harness/config/index.ts";
import { BenchError } from "../../harness/errors/index.ts";
import { discoverTasks, type TierName, taskFileOf, taskHash } from "../../harness/task/index.ts";

const tasks = await discoverTasks(path.join(import.meta.dirname, "..", ".."));
const schema = taskFileOf(z.unknown(), z.unknown());
const kind = { kind: "task", blame: "task" } as const;

const text = `schema: 1
name: made
title: Made
version: 1
description: Made up.
metric: {name: accuracy, title: Accuracy, format: percent}
metrics:
  zeal: {title: Zeal, format: plain}
  accuracy0.5: {title: "Within 0.5 %", format: percent}
headline: {regime: replace}
fields: {}
tiers: {}
replication: {}
`;

test("further metrics keep the order they are written in", () => {
  assert.deepEqual(Object.entries(parseYamlText(text, "task.yaml", schema, kind).metrics), [
    ["zeal", { title: "Zeal", format: "plain" }],
    ["accuracy0.5", { title: "Within 0.5 %", format: "percent" }],
  ]);
});

test("a task without further metrics has none, and one of an unknown format is an error at its line", () => {
  const without = text.replace(/metrics:\n( {2}.*\n)+/, "");
  assert.deepEqual(parseYamlText(without, "task.yaml", schema, kind).metrics, {});
  assert.throws(
    () => parseYamlText(text.replace("format: plain", "format: stars"), "task.yaml", schema, kind),
    (error) => error instanceof BenchError && error.where === "task.yaml:8",
  );
});

test("which further metrics are shown, and how, is no part of a task's hash; the headline metric is", () => {
  for (const task of tasks) {
    for (const tier of Object.keys(task.file.tiers) as TierName[]) {
      const hash = taskHash(task, tier);
      const shown = { ...task.file, metrics: { other: { title: "Other", format: "plain" as const } } };
      assert.equal(taskHash({ ...task, file: shown }, tier), hash);
      const scored = { ...task.file, metric: { ...task.file.metric, name: "other" } };
      assert.notEqual(taskHash({ ...task, file: scored }, tier), hash);
    }
  }
});

test("no task repeats its headline metric among the further ones", () => {
  for (const { file } of tasks) assert.ok(!(file.metric.name in file.metrics), file.name);
});
