import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openArtifacts } from "../../harness/artifacts/index.ts";
import { type GivenPoints, measurePoints, OneOpen } from "../../harness/study/index.ts";

const folder = mkdtempSync(path.join(tmpdir(), "collapse-bench-points-"));
after(() => rmSync(folder, { recursive: true }));

/** Two points that write down when they are measured. */
function madePoints(log: string[], work: (name: string) => Promise<void> = async () => {}) {
  return ["a", "b"].map((what) => ({
    what,
    key: { what },
    measure: async (seed: number) => {
      log.push(`${what}${seed}`);
      await work(`${what}${seed}`);
      return { value: seed };
    },
  }));
}

function source(name: string, given: GivenPoints = new Map()) {
  const told: string[] = [];
  const progress = (done: number, total: number, what: string) => void told.push(`${done}/${total} ${what}`);
  return { told, artifacts: openArtifacts(path.join(folder, name)), progress, seeds: [0, 1], given };
}

test("points are measured once, in their order, and told before each", async () => {
  const log: string[] = [];
  const first = source("once");
  const values = await measurePoints(first, madePoints(log));
  assert.deepEqual(
    [...values],
    [
      ["a", [{ value: 0 }, { value: 1 }]],
      ["b", [{ value: 0 }, { value: 1 }]],
    ],
  );
  assert.deepEqual(log, ["a0", "b0", "a1", "b1"]);
  assert.deepEqual(first.told, ["0/4 seed 0: a", "1/4 seed 0: b", "2/4 seed 1: a", "3/4 seed 1: b"]);
  assert.deepEqual(await measurePoints(source("once"), madePoints(log)), values);
  assert.equal(log.length, 4);
});

test("what is given is not measured, nor told, and everything is heard of", async () => {
  const log: string[] = [];
  const given = new Map([[0, { a: { value: 7 }, b: { value: 8 } }]]);
  const heard: string[] = [];
  const one = source("given", given);
  const values = await measurePoints(one, madePoints(log), (seed, what, { value }) => {
    heard.push(`${what}${seed} ${value}`);
  });
  assert.deepEqual(
    [...values],
    [
      ["a", [{ value: 7 }, { value: 1 }]],
      ["b", [{ value: 8 }, { value: 1 }]],
    ],
  );
  assert.deepEqual(log, ["a1", "b1"]);
  assert.deepEqual(one.told, ["2/4 seed 1: a", "3/4 seed 1: b"]);
  assert.deepEqual(heard, ["a0 7", "b0 8", "a1 1", "b1 1"]);
});

test("two at once share the points, and both have all of them", async () => {
  const logs: [string[], string[]] = [[], []];
  const work = () => sleep(40);
  const all = await Promise.all(logs.map((log) => measurePoints(source("shared"), madePoints(log, work))));
  assert.deepEqual(all[0], all[1]);
  assert.deepEqual(logs.flat().sort(), ["a0", "a1", "b0", "b1"]);
  assert.ok(
    logs.every((log) => log.length > 0),
    "each measures some",
  );
});

test("two points of one name are refused before anything is measured", async () => {
  const log: string[] = [];
  const points = madePoints(log);
  await assert.rejects(measurePoints(source("names"), [...points, points[0]!]), /one name/);
  assert.deepEqual(log, []);
});

test("a point that fails leaves those before it measured", async () => {
  const log: string[] = [];
  const failing = async (name: string) => {
    if (name === "a1" && log.length < 4) throw new Error("stopped");
  };
  await assert.rejects(measurePoints(source("failed"), madePoints(log, failing)), /stopped/);
  await measurePoints(source("failed"), madePoints(log));
  assert.deepEqual(log, ["a0", "b0", "a1", "a1", "b1"]);
});

test("one is open at a time, and only when it is asked for", async () => {
  const log: string[] = [];
  const opener = async ({ seed }: { readonly seed: number }) => {
    log.push(`open ${seed}`);
    return { seed, [Symbol.asyncDispose]: async () => void log.push(`close ${seed}`) };
  };
  {
    await using none = new OneOpen(opener);
    void none;
  }
  assert.deepEqual(log, []);
  {
    await using open = new OneOpen(opener);
    assert.equal((await open.at({ seed: 3 })).seed, 3);
    assert.equal((await open.at({ seed: 3 })).seed, 3);
    assert.equal((await open.at({ seed: 4 })).seed, 4);
  }
  assert.deepEqual(log, ["open 3", "close 3", "open 4", "close 4"]);
});
