import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { mkdtempSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { openFileStates, type StatesOptions } from "../../harness/record/file-states.ts";
import { openOutlineMemory, readOutlines, writeRecord } from "../../harness/record/index.ts";
import { sampleRecord } from "./sample.ts";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-states-"));
  file = path.join(folder, "file.json");
  writeFileSync(file, "first");
});
afterEach(() => rmSync(folder, { recursive: true }));

const digestOf = (text: string) => hash("sha256", text);
/** Ten seconds after what the tests write. */
const later = () => Date.now() + 10_000;

async function readAt(now: () => number, options: StatesOptions = {}) {
  const states = openFileStates(folder, { ...options, now });
  const { digest } = states.read(file);
  await states.keep();
  return digest;
}

const known = (options: StatesOptions = {}) => openFileStates(folder, options).digestOf(file);

test("a file that has not changed need not be read by the next process", async () => {
  assert.equal(known(), undefined);
  assert.equal(await readAt(later), digestOf("first"));
  assert.equal(known(), digestOf("first"));
  assert.equal(known({ reread: true }), undefined);
});

test("a file that had just changed when it was read is read again", async () => {
  await readAt(Date.now);
  assert.equal(known(), undefined);
});

test("a clock that goes behind the file's makes it read again", async () => {
  await readAt(() => Date.now() - 3_600_000);
  assert.equal(known(), undefined);
});

test("a change of the same length whose time was set back is seen, and so is another file in its place", async () => {
  await readAt(later);
  const { atime, mtime, size } = statSync(file);
  writeFileSync(file, "other");
  utimesSync(file, atime, mtime);
  assert.deepEqual([statSync(file).size, statSync(file).mtimeMs], [size, mtime.getTime()]);
  assert.equal(known(), undefined);
  await readAt(later);
  assert.equal(known(), digestOf("other"));
  const beside = path.join(folder, "beside.json");
  writeFileSync(beside, "third");
  utimesSync(beside, atime, mtime);
  renameSync(beside, file);
  assert.equal(known(), undefined);
});

test("a damaged line says nothing of the file, or names bytes that nothing is known of", async () => {
  await readAt(later);
  const lines = path.join(folder, "records", "files.txt");
  const whole = readFileSync(lines, "utf8");
  for (let at = 0; at < whole.length - 1; at += 3) {
    const other = whole[at] === "1" ? "2" : "1";
    writeFileSync(lines, whole.slice(0, at) + other + whole.slice(at + 1));
    assert.notEqual(known(), digestOf("first"), `place ${at}`);
  }
});

test("records whose files have not changed are not read for their outlines, unless that is asked for", async () => {
  const results = path.join(folder, "results");
  await writeRecord(results, sampleRecord());
  const first = openOutlineMemory(folder, { now: later });
  const { records } = readOutlines(results, "smoke", first);
  await first.keep();
  const readBy = (options: StatesOptions) => {
    const memory = openOutlineMemory(folder, options);
    const read: string[] = [];
    const files = {
      ...memory.files,
      read(name: string) {
        read.push(name);
        return memory.files.read(name);
      },
    };
    assert.deepEqual(readOutlines(results, "smoke", { ...memory, files }).records, records);
    return read;
  };
  assert.deepEqual(readBy({}), []);
  assert.deepEqual(readBy({ reread: true }), [records[0]!.file]);
});
