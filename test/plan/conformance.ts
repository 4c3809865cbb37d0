/** What every executor keeps, whatever it computes on: called from a test file (docs/guides/add-an-executor.md). */
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type CellEnding,
  type Executor,
  type Job,
  type RunObserver,
  type StoredJob,
  writeJob,
} from "../../harness/plan/index.ts";
import { readRecord } from "../../harness/record/index.ts";
import { addStrategy, makeCheckout, sleeps } from "../commands/fixture/checkout.ts";
import { recordsIn } from "../commands/fixture/records.ts";

/** A checkout, and jobs in it with results and cache of their own. */
export interface Ground {
  readonly checkout: string;
  readonly results: (name: string) => string;
  job(name: string, changes?: Partial<Job>): Promise<StoredJob>;
}

export const cells = ["random", "clean", "oracle"].map((entry) => `gaussian-mixture/smoke/${entry}/0`);

/** Makes the ground of a test file's executors. */
export function makeGround(folder: string): Ground {
  const checkout = makeCheckout(path.join(folder, "checkout"), ["random", "clean", "oracle"]);
  addStrategy(checkout, "sleeps", sleeps);
  const wishes = { device: "auto", isolation: "auto", replaces: {} } as const;
  const results = (name: string) => path.join(folder, name, "results");
  return {
    checkout,
    results,
    job: (name, changes = {}) => {
      const cache = path.join(folder, name, "cache");
      return writeJob({ root: checkout, results: results(name), cache, ...wishes, cells, ...changes });
    },
  };
}

/** What an observer was told, in order. */
export function listener() {
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

export const never = new AbortController().signal;

/** Declares the tests of one executor. */
export function executorConformance(name: string, executor: Executor, { job, results }: Ground): void {
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
    const file = path.join(results(name), "smoke/gaussian-mixture/random/0.json");
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
    assert.deepEqual(recordsIn(rest.job.results), pick(recordsIn(results(name)), rest.job.cells));
  });
}

function pick(records: Record<string, string>, ids: readonly string[]): Record<string, string> {
  const files = ids
    .map((id) => id.split("/"))
    .map(([task, tier, entry, seed]) => `${tier}/${task}/${entry}/${seed}.json`);
  return Object.fromEntries(files.sort().map((file) => [file, records[file]!]));
}
