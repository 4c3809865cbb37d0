import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { openOutlineMemory, readOutlines, readRecord, writeRecord } from "../../harness/record/index.ts";
import { outlineOf } from "../../harness/record/outline.ts";
import { sampleRecord } from "./sample.ts";

let folder: string;
let cache: string;
let file: string;
let results: string;

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-outline-"));
  cache = path.join(folder, "cache");
  results = path.join(folder, "results");
  file = await writeRecord(results, sampleRecord());
});
afterEach(() => rmSync(folder, { recursive: true }));

const kept = () => path.join(cache, "records", "outlines.txt");
const digestOf = (name: string) => hash("sha256", readFileSync(name));

async function readAll() {
  const memory = openOutlineMemory(cache);
  const found = readOutlines(results, "smoke", memory);
  await memory.keep();
  return found;
}

const forge = () =>
  writeFileSync(file, readFileSync(file, "utf8").replace('"accuracy": 0.75', '"accuracy": 0.95'));

test("an outline says what its record says, whether it was remembered or not, and holds nothing else", async () => {
  const outline = outlineOf(readRecord(file));
  const [first] = (await readAll()).records;
  const [again] = (await readAll()).records;
  assert.deepEqual(first?.record, outline);
  assert.deepEqual(again?.record, outline);
  assert.deepEqual(outline, pickedFrom(readRecord(file), outline));
});

/** As much of a value as another has of its shape. */
function pickedFrom(value: unknown, shape: unknown): unknown {
  if (Array.isArray(shape)) return shape.map((one, at) => pickedFrom((value as unknown[])[at], one));
  if (typeof shape !== "object" || shape === null) return value;
  const members = Object.entries(shape);
  return Object.fromEntries(
    members.map(([name, one]) => [name, pickedFrom((value as Record<string, unknown>)[name], one)]),
  );
}

test("a record that has changed is checked, and is left out where it is forged", async () => {
  await readAll();
  forge();
  const { records, problems } = await readAll();
  assert.deepEqual([records.length, problems.map(({ code }) => code)], [0, ["record-fingerprint"]]);
  assert.ok(!readFileSync(kept(), "utf8").includes(digestOf(file)));
});

test("what is remembered of bytes is not looked for in them again", async () => {
  const memory = openOutlineMemory(cache);
  const outline = outlineOf(readRecord(file));
  forge();
  memory.add(digestOf(file), outline);
  await memory.keep();
  assert.deepEqual((await readAll()).records[0]?.record, outline);
});

test("a line that was damaged in any place is the outline of nothing", async () => {
  await readAll();
  const whole = readFileSync(kept(), "utf8");
  const outline = outlineOf(readRecord(file));
  const start = whole.indexOf("\n") + 1;
  for (let at = start; at < whole.length - 1; at += 7) {
    const other = whole[at] === "1" ? "2" : "1";
    writeFileSync(kept(), whole.slice(0, at) + other + whole.slice(at + 1));
    assert.equal(openOutlineMemory(cache).get(digestOf(file)), undefined, `place ${at}`);
  }
  writeFileSync(kept(), `another ${whole}`);
  assert.equal(openOutlineMemory(cache).get(digestOf(file)), undefined);
  assert.deepEqual((await readAll()).records[0]?.record, outline);
});

/**
 * SHA-256 of the code that makes an outline. Where it changes, what was remembered may lack something: raise the number in `outlineName`, unless the
 * change only makes it faster or clearer, and put the new hash here.
 */
const outlining = "ebecc783a7558bfee35493180fcc45b25e3754ee4fdd7fcf80e0ba65685596af";

test("outlines go by another name when they change", () => {
  const source = path.join(import.meta.dirname, "..", "..", "harness", "record", "outline.ts");
  assert.equal(hash("sha256", readFileSync(source, "utf8")), outlining);
});
