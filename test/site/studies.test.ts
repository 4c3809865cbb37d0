import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { readStudy, type StoredStudy, writeStudy } from "../../harness/study/index.ts";
import { discoverTasks } from "../../harness/task/index.ts";
import { readReplications } from "../../site/src/data/studies.ts";

const root = path.join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(path.join(tmpdir(), "collapse-bench-site-studies-"));
after(() => rmSync(folder, { recursive: true }));
const tasks = await discoverTasks(root);
const published = readStudy(path.join(root, "results"), "replication", "news")!;
const task = tasks.find(({ name }) => name === "news")!;
const { provenance } = published;

/** The seeds that the page would call missing. */
async function missing(seeds: readonly number[], changes: Partial<StoredStudy<"replication">> = {}) {
  await writeStudy(folder, {
    ...published,
    version: task.file.frozen.version,
    seeds: seeds.map((seed) => ({ seed, points: {}, provenance })),
    ...changes,
  });
  return readReplications(folder, tasks).get("news")!.missing;
}

test("a study in the making names the seeds it lacks, a whole one and one of before none", async () => {
  assert.deepEqual(await missing([0, 1, 2, 4, 5, 6, 7, 8]), [3, 9]);
  assert.deepEqual(await missing([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), []);
  assert.deepEqual(await missing([]), [], "points were not kept apart");
  assert.deepEqual(await missing([0], { version: 1 }), [], "of another version nothing is in the making");
});
