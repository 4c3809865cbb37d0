import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import type { ArtifactKey, Bundle } from "../../harness/artifacts/index.ts";
import { estimateCells, listCells, probe, probeOnce, sumCosts } from "../../harness/plan/index.ts";
import { readRecords } from "../../harness/record/index.ts";
import { discoverSubmissions } from "../../harness/submission/index.ts";
import { discoverTasks, tierOf } from "../../harness/task/index.ts";

const root = path.join(import.meta.dirname, "..", "..");
const tasks = await discoverTasks(root);
const { submissions } = discoverSubmissions(root, tasks);
const slowness = { plain: 2, tensors: 3 };

const costOf = (task: string, tier: "smoke" | "standard" | "paper") =>
  tierOf(tasks.find(({ name }) => name === task)!, tier).shown.cost;

test("without records the cost is the task's figure, and by a probe as many times that as this machine is slower", () => {
  const cells = listCells(tasks, submissions, { tier: "smoke", seeds: [0] });
  for (const { cell, seconds, basis } of estimateCells(cells, [])) {
    assert.equal(basis, "calibrated");
    assert.equal(seconds, costOf(cell.task.name, "smoke").cellSeconds);
  }
  for (const { cell, seconds, basis, work } of estimateCells(cells, [], slowness)) {
    assert.equal(basis, "probed");
    assert.ok(work !== "gpu");
    assert.equal(seconds, costOf(cell.task.name, "smoke").cellSeconds * slowness[work]);
  }
  const kinds = new Set(estimateCells(cells, []).map(({ work }) => work));
  assert.deepEqual([...kinds].sort(), ["plain", "tensors"]);
});

test("work on a GPU is counted apart, and no probe of the processor scales it", () => {
  const cells = listCells(tasks, submissions, { tier: "paper", seeds: [0], submissions: ["random"] });
  const { cpuSeconds, gpuSeconds } = sumCosts(estimateCells(cells, [], slowness));
  assert.equal(gpuSeconds, costOf("news", "paper").cellSeconds + costOf("eigenvalues", "paper").cellSeconds);
  assert.equal(cpuSeconds, costOf("gaussian-mixture", "paper").cellSeconds * slowness.plain);
});

test("what a seed leaves on disk counts once, however many entries use it", () => {
  const choice = { tier: "smoke", tasks: ["news"], submissions: ["random", "clean"] } as const;
  const sum = (seeds: number[]) =>
    sumCosts(estimateCells(listCells(tasks, submissions, { ...choice, seeds }), []));
  const { seed, cell } = costOf("news", "smoke").diskMiB!;
  assert.ok(Math.abs(sum([0, 1, 2]).diskMiB! - (3 * seed + 6 * cell)) < 1e-9);
});

test("what a tier and a seed compute once counts once, on a machine as slow as a probe says, and not in a cell's own cost", () => {
  const choice = { tier: "smoke", tasks: ["news"], submissions: ["random", "clean"] } as const;
  const { cellSeconds, sharedSeconds } = costOf("news", "smoke");
  assert.ok(sharedSeconds.tier > 0 && sharedSeconds.seed > 0);
  const estimates = estimateCells(
    listCells(tasks, submissions, { ...choice, seeds: [0, 1, 2] }),
    [],
    slowness,
  );
  const wanted = (6 * cellSeconds + sharedSeconds.tier + 3 * sharedSeconds.seed) * slowness.tensors;
  const { cpuSeconds, longestSeconds } = sumCosts(estimates, slowness);
  assert.ok(Math.abs(cpuSeconds - wanted) < 1e-9);
  const row = (cellSeconds + sharedSeconds.tier + sharedSeconds.seed) * slowness.tensors;
  assert.ok(Math.abs(longestSeconds - row) < 1e-9, "a cell waits for what it shares");
});

/** How much slower than the reference the probe of `plan` found the machine that made most of a task's records (`docs/scale.md`). */
const probed: Readonly<Record<string, number>> = { eigenvalues: 1.86, "gaussian-mixture": 0.51, news: 2.36 };

test("the published standard board cost what task.yaml says of a machine that is probed, within a factor of 1.5 for each task", () => {
  const { records } = readRecords(path.join(root, "results"), "standard");
  for (const task of tasks) {
    const of = records
      .map(({ record }) => record)
      .filter(({ outcome, cell }) => outcome.status === "ok" && cell.task === task.name);
    const kinds = Map.groupBy(of, ({ provenance: { cpu, instructions } }) => `${cpu} ${instructions}`);
    const [most] = [...kinds.values()].sort((a, b) => b.length - a.length);
    const took = median(most!.map(({ execution }) => execution.seconds));
    const cells = listCells([task], submissions, { tier: "standard" });
    const planned = median(estimateCells(cells, []).map(({ seconds }) => seconds)) * probed[task.name]!;
    assert.ok(took / planned < 1.5 && planned / took < 1.5, `${task.name}: ${planned} s, took ${took} s`);
  }
});

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

test("a machine is probed once, and another machine again", async () => {
  const kept = new Map<string, Bundle>();
  const store = {
    async bundle(key: ArtifactKey, compute: () => Promise<Bundle>) {
      const name = JSON.stringify(key);
      if (!kept.has(name)) kept.set(name, await compute());
      return kept.get(name)!;
    },
  };
  let probes = 0;
  const counted = async () => ({ plain: ++probes, tensors: 1 });
  assert.deepEqual(await probeOnce(store, counted), { plain: 1, tensors: 1 });
  assert.deepEqual(await probeOnce(store, counted), { plain: 1, tensors: 1 });
  assert.match([...kept.keys()][0]!, /"host":".+","cpu":".+"/);
});

test("a probe ends within seconds and finds a machine of our time", async () => {
  const { plain, tensors } = await probe(100);
  for (const times of [plain, tensors]) assert.ok(times > 0.05 && times < 50, String(times));
});
