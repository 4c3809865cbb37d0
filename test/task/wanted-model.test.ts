import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { execaNode } from "execa";
import { knownModels } from "../../harness/model-store/index.ts";
import {
  assertModel,
  bringing,
  discoverTasks,
  discoverVariants,
  tasksOnModel,
  tierNames,
  wantedModel,
} from "../../harness/task/index.ts";
import { failsWith, testFolder } from "../inbound/folder.ts";
import { writeTinyModel } from "../models/llama-folder.ts";

const root = path.join(import.meta.dirname, "..", "..");
const tasks = [...(await discoverTasks(root)), ...(await discoverVariants(root))];
const tiers = tasks.flatMap((task) =>
  tierNames.filter((tier) => task.file.tiers[tier] !== undefined).map((tier) => ({ task, tier })),
);
const wanting = tiers.filter(({ task, tier }) => wantedModel(task, tier) !== undefined);

test("what a tier wants can be fetched by name, and nobody is sent to fetch where a tier has its own", () => {
  assert.deepEqual(
    wanting.map(({ task, tier }) => [task.name, tier, bringing(wantedModel(task, tier)!)]),
    [
      ["news@lm", "gpu", { fetch: "model fetch smollm2-135m", options: "--model smollm2-135m" }],
      [
        "news@lm",
        "paper",
        { fetch: "model fetch llama-2-7b", options: "--model llama-2-7b --trainer transformers" },
      ],
    ],
  );
  for (const { task, tier } of wanting) {
    assert.ok(Object.hasOwn(knownModels, wantedModel(task, tier)!.name));
    const says = failsWith(
      "model-missing",
      /^--model .*Fetch it with `collapse-bench model fetch [\w.-]+`, and add --model/,
    );
    assert.throws(() => assertModel(task, tier), says);
  }
  for (const { task, tier } of tiers)
    if (!wanting.some((one) => one.task === task && one.tier === tier)) assertModel(task, tier);
});

test("with a model named, whichever, nothing is missing", async (t) => {
  const folder = await testFolder(t);
  await writeTinyModel(folder);
  const [task] = await tasksOnModel(
    tasks.filter(({ name }) => name === "news@lm"),
    "tiny",
    { form: "hub", folder },
  );
  for (const { tier } of wanting) assertModel(task!, tier);
});

test("plan says what a tier costs and which model it needs, and run without one ends before anything is begun", async (t) => {
  const folder = await testFolder(t);
  const command = (name: string) =>
    execaNode(
      path.join(root, "harness", "cli.ts"),
      [
        name,
        "--task",
        "news@lm",
        "--tier",
        "gpu",
        "--submission",
        "random",
        "--cache",
        folder,
        "--results",
        folder,
      ],
      { reject: false },
    );
  const planned = await command("plan");
  assert.equal(planned.exitCode, 0, planned.stderr);
  assert.match(planned.stdout.replaceAll("\u00a0", " "), /5 of 5 cells open\.\nAbout .* of GPU time/);
  assert.match(
    planned.stdout,
    /news@lm needs a language model: collapse-bench model fetch smollm2-135m, then --model smollm2-135m\./,
  );
  const refused = await command("run");
  assert.equal(refused.exitCode, 2);
  assert.match(refused.stderr, /tier "gpu" of news@lm has no language model of its own/);
  assert.match(refused.stderr, /model fetch smollm2-135m/);
});
