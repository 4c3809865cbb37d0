import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { cellsOfShard, estimateCells, listCells } from "../../harness/plan/index.ts";
import { discoverSubmissions } from "../../harness/submission/index.ts";
import { discoverTasks } from "../../harness/task/index.ts";

const root = path.join(import.meta.dirname, "..", "..");
const tasks = await discoverTasks(root);
const { submissions } = discoverSubmissions(root, tasks);
const cells = listCells(tasks, submissions, { tier: "standard" });

for (const count of [1, 2, 3, 16, 100, 500])
  test(`${count} shards are the plan, each cell once`, () => {
    const parts = Array.from({ length: count }, (_, index) =>
      cellsOfShard(cells, { index: index + 1, count }),
    );
    const ids = parts.flat().map(({ id }) => id);
    assert.equal(ids.length, cells.length);
    assert.deepEqual(ids.toSorted(), cells.map(({ id }) => id).toSorted());
  });

test("sixteen shards cost about the same, and few of them make the same generator", () => {
  const parts = Array.from({ length: 16 }, (_, index) =>
    cellsOfShard(cells, { index: index + 1, count: 16 }),
  );
  const secondsOf = (part: typeof cells) => estimateCells(part, []).map(({ seconds }) => seconds);
  const costs = parts.map((part) => secondsOf(part).reduce((sum, cost) => sum + cost, 0));
  const mean = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
  const largest = Math.max(...secondsOf(cells));
  for (const cost of costs) assert.ok(Math.abs(cost - mean) <= largest, `${cost} beside ${mean}`);
  const generators = parts.map((part) => new Set(part.map(({ task, seed }) => `${task.name}/${seed}`)).size);
  const all = new Set(cells.map(({ task, seed }) => `${task.name}/${seed}`)).size;
  const made = generators.reduce((sum, count) => sum + count, 0);
  assert.ok(made < all + parts.length, `${made} generators, of ${all}`);
});
