import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { execaNode } from "execa";
import {
  type CellEnding,
  type Executor,
  hereExecutor,
  type Job,
  localExecutor,
  type RunObserver,
  writeJob,
} from "../../harness/plan/index.ts";
import { readRecord } from "../../harness/record/index.ts";
import { addStrategy, makeCheckout, program, root, sleeps } from "../commands/fixture/checkout.ts";
import { recordsIn } from "../commands/fixture/records.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-executors-"));
after(() => rmSync(folder, { recursive: true }));

const checkout = makeCheckout(path.join(folder, "checkout"), ["random", "clean", "oracle"]);
addStrategy(checkout, "sleeps", sleeps);

/** Every executor keeps the contract of `Executor`; one that is added is added here. */
const executors: Readonly<Record<string, Executor>> = {
  here: hereExecutor,
  "local, one worker": localExecutor({ program, jobs: 1 }),
  "local, two workers": localExecutor({ program, jobs: 2 }),
};
const names = Object.keys(executors);
const cells = ["random", "clean", "oracle"].map((entry) => `gaussian-mixture/smoke/${entry}/0`);

/** A job with results and cache of its own. */
function job(name: string, changes: Partial<Job> = {}) {
  const [results, cache] = [path.join(folder, name, "results"), path.join(folder, name, "cache")];
  const wishes = { device: "auto", isolation: "auto", replaces: {} } as const;
  return writeJob({ root: checkout, results, cache, ...wishes, cells, ...changes });
}

/** What an observer was told, in order. */
function listener() {
  const notes: string[] = [];
  const heard: (readonly [string, "started" | "progress" | CellEnding["state"]])[] = [];
  const observer: RunObserver = {
    noted: (text) => void notes.push(text),
    started: (id) => void heard.push([id, "started"]),
    progress: (id) => void heard.push([id, "progress"]),
    ended: (id, { state }) => void heard.push([id, state]),
  };
  return { notes, heard, observer };
}

const never = new AbortController().signal;

for (const name of names) {
  const executor = executors[name]!;

  test(`${name}: every cell is recorded once and its course is told`, async () => {
    const stored = await job(name);
    const { heard, observer } = listener();
    const { endings } = await executor.run(stored, observer, never);
    assert.deepEqual([...endings.keys()].sort(), cells.toSorted());
    assert.ok([...endings.values()].every(({ state }) => state === "recorded"));
    for (const id of cells) {
      const course = heard.filter(([of]) => of === id).map(([, what]) => what);
      assert.equal(course[0], "started");
      assert.ok(course.slice(1, -1).every((what) => what === "progress") && course.length > 2);
      assert.equal(course.at(-1), "recorded");
    }
    assert.equal(Object.keys(recordsIn(stored.job.results)).length, cells.length);
  });

  test(`${name}: a cell is computed anew when its record is one to be replaced, and only once`, async () => {
    const file = path.join(folder, name, "results/smoke/gaussian-mixture/random/0.json");
    const before = readRecord(file);
    const stored = await job(name, { replaces: { [cells[0]!]: before.execution.startedAt } });
    const { endings } = await executor.run(stored, listener().observer, never);
    assert.deepEqual(
      cells.map((id) => endings.get(id)!.state),
      ["recorded", "already-done", "already-done"],
    );
    const anew = readRecord(file);
    assert.notEqual(anew.execution.startedAt, before.execution.startedAt);
    assert.equal(anew.fingerprint, before.fingerprint);
    const again = await executor.run(stored, listener().observer, never);
    assert.equal(again.endings.get(cells[0]!)!.state, "already-done");
  });

  test(`${name}: what no worker can do is refused with the reason, and nothing is recorded`, async () => {
    const stored = await job(`${name} refused`, { device: "abacus" });
    await assert.rejects(executor.run(stored, listener().observer, never), {
      code: "device-missing",
      message: 'there is no device "abacus"',
    });
    assert.deepEqual(recordsIn(stored.job.results), {});
  });

  test(`${name}: stopped, it leaves cells open and no strategy behind, and goes on from there`, async () => {
    const asleep = "gaussian-mixture/smoke/sleeps/0";
    const stored = await job(`${name} stopped`, { cells: [cells[0]!, asleep, cells[1]!] });
    const { heard, observer } = listener();
    const stop = new AbortController();
    const isAsleep = () => heard.some(([id, what]) => id === asleep && what === "progress");
    const running = executor.run(stored, observer, stop.signal);
    while (!isAsleep()) await sleep(20);
    await sleep(300);
    stop.abort(new Error("the test stops it"));
    const { endings } = await running;
    assert.ok(!endings.has(asleep));
    assert.ok(!Object.keys(recordsIn(stored.job.results)).some((file) => file.includes("sleeps")));

    const rest = await job(`${name} stopped`, { cells: [cells[0]!, cells[1]!] });
    const after = await executor.run(rest, listener().observer, never);
    assert.equal(after.endings.size, 2);
    assert.deepEqual(
      recordsIn(rest.job.results),
      pick(recordsIn(path.join(folder, name, "results")), rest.job.cells),
    );
  });
}

test("all executors write the same records, but for their execution", async () => {
  const [first, ...others] = names.map((name) => recordsIn(path.join(folder, name, "results")));
  for (const other of others) assert.deepEqual(other, first);
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

function pick(records: Record<string, string>, ids: readonly string[]): Record<string, string> {
  const files = ids
    .map((id) => id.split("/"))
    .map(([task, tier, entry, seed]) => `${tier}/${task}/${entry}/${seed}.json`);
  return Object.fromEntries(files.sort().map((file) => [file, records[file]!]));
}

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
