import assert from "node:assert/strict";
import { hash } from "node:crypto";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { checkName } from "../../harness/record/check.ts";
import { openCheckMemory, readRecord, readRecords, writeRecord } from "../../harness/record/index.ts";
import { sampleRecord } from "./sample.ts";

let folder: string;
let cache: string;
let file: string;
let results: string;

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-memory-"));
  cache = path.join(folder, "cache");
  results = path.join(folder, "results");
  file = await writeRecord(results, sampleRecord());
});
afterEach(() => rmSync(folder, { recursive: true }));

const kept = () => path.join(cache, "records", "checked.txt");
const digestOf = (name: string) => hash("sha256", readFileSync(name));

async function readAll() {
  const memory = openCheckMemory(cache);
  const found = readRecords(results, "smoke", (name) => readRecord(name, memory));
  await memory.keep();
  return found;
}

/** A record whose form is right and whose fingerprint is not: only who has checked it knows. */
function forge(name: string): void {
  writeFileSync(name, readFileSync(name, "utf8").replace('"accuracy": 0.75', '"accuracy": 0.95'));
}

test("what has been checked is not checked again, by another process neither", async () => {
  forge(file);
  mkdirSync(path.dirname(kept()), { recursive: true });
  writeFileSync(kept(), `${checkName}\n${digestOf(file)}\n`);
  assert.equal((await readAll()).problems.length, 0);
  assert.throws(() => readRecord(file), { code: "record-fingerprint" });
});

test("a record that has changed is refused, though its size and its time are what they were", async () => {
  await readAll();
  const { size, atime, mtime } = statSync(file);
  forge(file);
  utimesSync(file, atime, mtime);
  assert.equal(statSync(file).size, size);
  const { records, problems } = await readAll();
  assert.deepEqual([records.length, problems.map(({ code }) => code)], [0, ["record-fingerprint"]]);
  assert.ok(!readFileSync(kept(), "utf8").includes(digestOf(file)));
});

test("a known record at another cell's place is refused", async () => {
  await readAll();
  const other = path.join(path.dirname(file), "1.json");
  copyFileSync(file, other);
  const { problems } = await readAll();
  assert.deepEqual(
    problems.map(({ code, where }) => [code, where]),
    [["record-place", other]],
  );
});

test("the same record comes back whether it is known or not, its keys in the file's order", async () => {
  const { fingerprint, ...rest } = sampleRecord();
  writeFileSync(file, JSON.stringify({ fingerprint, ...rest }));
  const first = await readAll();
  assert.equal(readFileSync(kept(), "utf8"), `${checkName}\n${digestOf(file)}\n`);
  assert.equal(JSON.stringify(await readAll()), JSON.stringify(first));
  assert.equal(JSON.stringify(first.records[0]!.record), readFileSync(file, "utf8"));
});

test("a memory that is cut, damaged or of another check is believed in nothing wrong and made anew", async () => {
  await readAll();
  const whole = readFileSync(kept(), "utf8");
  const digest = digestOf(file);
  const broken = [
    whole.slice(0, -20),
    whole.slice(0, 5),
    "",
    `${checkName}\n${"g".repeat(64)}\n\0\n`,
    `an earlier check\n${digest}\n`,
  ];
  for (const text of broken) {
    writeFileSync(kept(), text);
    assert.ok(!openCheckMemory(cache).has(digest), text);
    assert.equal((await readAll()).records.length, 1);
    assert.ok(openCheckMemory(cache).has(digest), text);
  }
});

test("two processes at once keep what each has checked", async () => {
  const [one, other] = [openCheckMemory(cache), openCheckMemory(cache)];
  one.add("1".repeat(64));
  other.add("2".repeat(64));
  await one.keep();
  await other.keep();
  const after = openCheckMemory(cache);
  assert.ok(after.has("1".repeat(64)) && after.has("2".repeat(64)));
});

test("what was asked for last stays when the memory is full", async () => {
  const digests = Array.from({ length: 100_001 }, (_, number) => String(number).padStart(64, "0"));
  const all = openCheckMemory(cache);
  for (const digest of digests.slice(0, -1)) all.add(digest);
  await all.keep();
  const next = openCheckMemory(cache);
  assert.ok(next.has(digests[0]!));
  next.add(digests.at(-1)!);
  await next.keep();
  const after = openCheckMemory(cache);
  assert.deepEqual(
    [0, 1, 2, 100_000].map((number) => after.has(digests[number]!)),
    [true, false, true, true],
  );
});

test("a file in place of the cache folder costs time and nothing else", async () => {
  mkdirSync(cache);
  writeFileSync(path.join(cache, "records"), "no folder");
  assert.equal((await readAll()).records.length, 1);
});

/**
 * SHA-256 of the code that decides what is accepted. Where it changes, what it found before may be wrong: raise the number in `checkName`, unless the
 * change only makes it faster or clearer, and put the new hash here.
 */
const checking = "9fcfba62b5a82fac05132920044802337a8600feb83b7b14a20add919e7d4e9d";

test("the check goes by another name when it changes", () => {
  const harness = path.join(import.meta.dirname, "..", "..", "harness");
  const sources = ["record/check.ts", "record/fingerprint.ts", "artifacts/canonical.ts"];
  const text = sources.map((name) => readFileSync(path.join(harness, name), "utf8")).join("");
  assert.equal(hash("sha256", text), checking);
});
