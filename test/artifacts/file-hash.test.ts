import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { rename, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { hashOfFile } from "../../harness/artifacts/index.ts";
import { testFolder } from "../inbound/folder.ts";

const BYTES = 8 * 2 ** 20;
const withoutCounts = !existsSync("/proc/self/io") && "only Linux tells what a process has read";

const contentOf = (letter: string) => Buffer.alloc(BYTES, letter);
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Bytes that this process has read so far. */
function readBytes(): number {
  return Number(/^rchar: (\d+)/.exec(readFileSync("/proc/self/io", "utf8"))![1]);
}

/** What some work gives, and whether it has read a whole file of the test. */
async function reading(work: () => Promise<string>) {
  const before = readBytes();
  const hash = await work();
  return { hash, hasRead: readBytes() - before >= BYTES };
}

/** Until the file is old enough for its times to tell of every change. */
const settle = () => sleep(2100);

test("a file that stays as it is is read once, and what takes its place is read", {
  skip: withoutCounts,
}, async (t) => {
  const folder = await testFolder(t);
  const [file, other] = [join(folder, "weights"), join(folder, "other")];
  await writeFile(file, contentOf("a"));
  await writeFile(other, contentOf("b"));
  await settle();
  const [a, b] = [sha256(contentOf("a")), sha256(contentOf("b"))];
  assert.deepEqual(await reading(() => hashOfFile(file)), { hash: a, hasRead: true });
  assert.deepEqual(await reading(() => hashOfFile(file)), { hash: a, hasRead: false });
  const { atime, mtime } = await stat(file);
  await rename(other, file);
  await utimes(file, atime, mtime);
  assert.deepEqual(await reading(() => hashOfFile(file)), { hash: b, hasRead: true });
});

test("a change in place is noticed although length and time of change are put back, and so is one right after reading", async (t) => {
  const file = join(await testFolder(t), "weights");
  await writeFile(file, contentOf("a"));
  for (const letter of ["b", "c", "d"]) {
    const { atime, mtime } = await stat(file);
    await hashOfFile(file);
    await writeFile(file, contentOf(letter));
    await utimes(file, atime, mtime);
    assert.equal(await hashOfFile(file), sha256(contentOf(letter)));
  }
  await settle();
  await hashOfFile(file);
  const { atime, mtime } = await stat(file);
  await writeFile(file, contentOf("e"));
  await utimes(file, atime, mtime);
  assert.equal(await hashOfFile(file), sha256(contentOf("e")));
});

test("what cannot be read is an error each time, and read when it is there", async (t) => {
  const file = join(await testFolder(t), "weights");
  for (let attempt = 0; attempt < 2; attempt++) await assert.rejects(hashOfFile(file), { code: "ENOENT" });
  await writeFile(file, "a");
  assert.equal(await hashOfFile(file), sha256(Buffer.from("a")));
});
