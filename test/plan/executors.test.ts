import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { execaNode } from "execa";
import { type Executor, hereExecutor, listen, localExecutor } from "../../harness/plan/index.ts";
import { program, root } from "../commands/fixture/checkout.ts";
import { recordsIn } from "../commands/fixture/records.ts";
import { cells, executorConformance, listener, makeGround, never } from "./conformance.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-executors-"));
after(() => rmSync(folder, { recursive: true }));

const ground = makeGround(folder);
const { job } = ground;

/** Every executor keeps the contract of `Executor`; one that is added is added here. */
const executors: Readonly<Record<string, Executor>> = {
  here: hereExecutor,
  "local, one worker": localExecutor({ program, jobs: 1 }),
  "local, two workers": localExecutor({ program, jobs: 2 }),
};
const names = Object.keys(executors);

for (const name of names) executorConformance(name, executors[name]!, ground);

test("all executors write the same records, but for their execution", async () => {
  const [first, ...others] = names.map((name) => recordsIn(ground.results(name)));
  for (const other of others) assert.deepEqual(other, first);
});

test("a worker that is told to stop while it gets ready ends without a word", async () => {
  const stored = await job("stopped early");
  await listen(stored.job, AbortSignal.abort(new Error("stopped by SIGTERM")));
  assert.ok(!existsSync(path.join(folder, "stopped early", "results", "smoke")));
});

test("two executors on one job at the same time share its cells", async () => {
  const stored = await job("shared");
  const both = await Promise.all([
    executors["local, two workers"]!.run(stored, listener().observer, never),
    hereExecutor.run(stored, listener().observer, never),
  ]);
  const states = both.flatMap(({ endings }) => [...endings.values()].map(({ state }) => state));
  assert.equal(states.filter((state) => state === "recorded").length, cells.length);
  assert.equal(states.filter((state) => state === "already-done").length, cells.length);
});

test("a worker started by hand runs one cell of a job file, by its index, and folders may be relative to the file", async () => {
  const home = path.join(folder, "by hand");
  mkdirSync(home);
  const file = path.join(home, "job.json");
  const content = {
    schema: 1,
    root,
    results: "results",
    cache: "cache",
    device: "cpu",
    isolation: "auto",
    cells,
  };
  writeFileSync(file, JSON.stringify(content));
  const work = (...args: string[]) =>
    execaNode(program, ["work", file, ...args], { reject: false, cwd: os.tmpdir() });
  const { exitCode, stderr } = await work("--index", "1");
  assert.equal(exitCode, 0, stderr);
  assert.match(stderr, /1 of 1 cells, in .* {2}gaussian-mixture\/smoke\/clean\/0/);
  assert.deepEqual(Object.keys(recordsIn(path.join(home, "results"))), [
    "smoke/gaussian-mixture/clean/0.json",
  ]);

  const beyond = await work("--index", "3");
  assert.equal(beyond.exitCode, 2);
  assert.match(beyond.stderr, /job\.json: the job has no cell of index 3; expected 0 to 2\./);
  const wrongs: readonly (readonly [object | string, RegExp])[] = [
    [{ ...content, colour: "red" }, /job\.json: unknown key "colour"/],
    [{ ...content, cells: [] }, /job\.json: "cells"/],
    [{ ...content, cells: ["news/smoke/nobody/0"] }, /no cell is named "news\/smoke\/nobody\/0"/],
    ["{", /job\.json: not valid JSON.*plan --job/],
  ];
  for (const [wrong, words] of wrongs) {
    writeFileSync(file, typeof wrong === "string" ? wrong : JSON.stringify(wrong));
    const refused = await work();
    assert.equal(refused.exitCode, 2, refused.stderr);
    assert.match(refused.stderr, words);
    assert.doesNotMatch(refused.stderr, /\n\s+at /);
  }
});
