import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { execaNode } from "execa";
import { discoverTasks } from "../../../../harness/task/index.ts";
import { jsonLines, plainPairs, testFolder } from "../data/corpora.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

const cli = (cwd: string, ...args: string[]) =>
  execaNode(path.join(root, "harness", "cli.ts"), args, { reject: false, cwd });

test("the commands of the news task come with its definition", async () => {
  const program = new Command();
  for (const { definition } of await discoverTasks(root))
    definition.commands?.(program, () => assert.fail("no command runs here"));
  assert.deepEqual(program.commands.map((command) => command.name()).sort(), ["data", "rouge"]);
});

test("a checkout without tasks has no command of theirs, and one that is not there is said", async (t) => {
  const folder = await testFolder(t);
  for (const part of ["tasks", "submissions"]) mkdirSync(path.join(folder, part));
  const bare = await cli(folder, "data", "list", "--root", folder);
  assert.equal(bare.exitCode, 2);
  assert.match(bare.stderr, /unknown command 'data'/);
});

test("what is imported into a cache is found by the commands that are given the same cache, wherever they start", async (t) => {
  const folder = await testFolder(t);
  const elsewhere = path.join(folder, "elsewhere");
  mkdirSync(elsewhere);
  writeFileSync(path.join(folder, "mine.jsonl"), jsonLines(plainPairs(200)));
  const cache = path.join(folder, "cache");
  const imported = await cli(folder, "--cache", "cache", "data", "import", "mine.jsonl");
  assert.equal(imported.exitCode, 0, imported.stderr);
  const listed = await cli(elsewhere, "data", "list", "--json", "--cache", cache);
  assert.deepEqual(
    (JSON.parse(listed.stdout) as { name: string }[]).map(({ name }) => name),
    ["mine"],
  );
  const choice = ["--tier", "smoke", "--corpus", "mine", "--submission", "random"];
  const planned = await cli(elsewhere, "--cache", cache, "plan", ...choice);
  assert.equal(planned.exitCode, 0, planned.stderr);
  assert.match(planned.stdout, /news\/smoke\/random\/0 +open/);
  const other = await cli(elsewhere, "--cache", path.join(folder, "other"), "plan", ...choice);
  assert.match(other.stderr, /there is no corpus "mine"/);
});

test("a data folder named outright goes before the cache", async (t) => {
  const folder = await testFolder(t);
  writeFileSync(path.join(folder, "mine.jsonl"), jsonLines(plainPairs(200)));
  await cli(folder, "--cache", "cache", "data", "import", "mine.jsonl", "--data-dir", "corpora");
  assert.match((await cli(folder, "--cache", "cache", "data", "list")).stdout, /No corpora in .*cache/);
  assert.match((await cli(folder, "data", "list", "--data-dir", "corpora")).stdout, /^mine /);
});
