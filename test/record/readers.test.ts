import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import {
  noOutlines,
  openOutlineMemory,
  readOutlines,
  recordFile,
  writeRecord,
} from "../../harness/record/index.ts";
import { outlinesBeside } from "../../harness/record/readers.ts";
import { sampleRecord } from "./sample.ts";

/** More than threads are asked for at once, so that both of two have something to read. */
const seeds = 450;
const [forged, cut, lost] = [7, 220, 441];

let folder: string;
let results: string;

const cellOf = (seed: number) => ({ ...sampleRecord().cell, seed });
const fileOf = (seed: number) => recordFile(results, cellOf(seed));

/** Sound records, and three that are not. */
beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-readers-"));
  results = path.join(folder, "results");
  for (let seed = 0; seed < seeds; seed++) await writeRecord(results, sampleRecord({ cell: cellOf(seed) }));
  const whole = (seed: number) => readFileSync(fileOf(seed), "utf8");
  writeFileSync(fileOf(forged), whole(forged).replace('"accuracy": 0.75', '"accuracy": 0.95'));
  writeFileSync(fileOf(cut), whole(cut).slice(0, 300));
  writeFileSync(fileOf(lost), whole(0));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("threads find what one reader finds, and what is wrong with records is told alike", async () => {
  const alone = await readOutlines(results, "smoke", noOutlines);
  const together = await readOutlines(results, "smoke", noOutlines, 2);
  assert.deepEqual(together.records, alone.records);
  assert.equal(together.records.length, seeds - 3);
  const told = ({ problems }: typeof alone) => problems.map(({ code, where }) => ({ code, where }));
  assert.deepEqual(told(together), told(alone));
  assert.deepEqual(
    told(together).map(({ code }) => code),
    ["record-json", "record-place", "record-fingerprint"],
  );
});

test("threads leave out what is no sound record, and read the rest by themselves", async () => {
  const files = Array.from({ length: seeds }, (_, seed) => fileOf(seed));
  const gone = path.join(folder, "gone.json");
  const found = await outlinesBeside([...files, gone], 2);
  const sound = files.filter((file) => file !== fileOf(forged) && file !== fileOf(cut));
  assert.deepEqual([...found.keys()].sort(), sound.sort());
  assert.equal((await outlinesBeside(files)).size, 0, "few files are left to who asked");
});

test("what threads have found is remembered as what one reader has", async () => {
  const memory = openOutlineMemory(folder);
  const { records } = await readOutlines(results, "smoke", memory, 2);
  await memory.keep();
  const again = openOutlineMemory(folder);
  for (const { file, record } of records)
    assert.deepEqual(again.get(hash("sha256", readFileSync(file))), record);
});
