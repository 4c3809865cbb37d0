import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { mergeRecords, readRecord, resultsOfRecord, writeRecord } from "../../harness/record/index.ts";
import { sampleRecord } from "./sample.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-merge-"));
after(() => rmSync(folder, { recursive: true }));

/** The folders that records of a season, on a corpus and from a model are kept in, and of all three. */
const apart = ["", "corpora/mine/", "models/smollm2/", "corpora/mine/models/smollm2/"];

test("records on a corpus, from a model and of a season are merged where they belong", async () => {
  const [from, to] = [path.join(folder, "from"), path.join(folder, "to")];
  const cell = { task: "toy", submission: "random", variant: null, seed: 0 };
  const files: string[] = [];
  for (const where of apart)
    for (const tier of ["smoke", "trial", "standard", "gpu", "paper"] as const) {
      const record = sampleRecord({ cell: { ...cell, tier } });
      files.push(path.relative(from, await writeRecord(path.join(from, where), record)));
    }
  const season = sampleRecord({ season: { number: 1, commitment: "cd".repeat(32) } });
  files.push(
    path.relative(from, await writeRecord(path.join(from, "models", "smollm2", "seasons", "1"), season)),
  );
  const merged = await mergeRecords(from, to);
  assert.deepEqual(merged.map(({ file }) => path.relative(from, file)).sort(), files.sort());
  assert.deepEqual(new Set(merged.map(({ what }) => what)), new Set(["copied"]));
  for (const file of files)
    assert.deepEqual(readRecord(path.join(to, file)), readRecord(path.join(from, file)));
  const again = await mergeRecords(from, to);
  assert.deepEqual(new Set(again.map(({ what }) => what)), new Set(["there already"]));
});

test("what is no record is in no folder of results", () => {
  assert.equal(resultsOfRecord("models/m/seasons/2/gpu/news/random/0.json"), "models/m/seasons/2/");
  assert.equal(resultsOfRecord("standard/news/random/0.json"), "");
  for (const name of [
    "calibrations/news.json",
    "reproductions/standard/news/random/0/me.json",
    "smoke/0.json",
  ])
    assert.equal(resultsOfRecord(name), undefined, name);
});
