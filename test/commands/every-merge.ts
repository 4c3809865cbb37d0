import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { execaNode } from "execa";
import { readRecord, withHashes, writeRecord } from "../../harness/record/index.ts";
import { makeCheckout, program } from "./fixture/checkout.ts";
import { recordsIn } from "./fixture/records.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-merge-"));
after(() => rmSync(folder, { recursive: true }));
const checkout = makeCheckout(path.join(folder, "checkout"), ["random", "clean"]);
const at = (name: string) => path.join(folder, name);
const cli = (...args: string[]) =>
  execaNode(program, [...args, "--root", checkout, "--cache", at("cache")], { reject: false });
const run = (results: string, ...more: string[]) =>
  cli(
    ...["run", "--tier", "smoke", "--task", "gaussian-mixture", "--isolation", "auto"],
    ...["--results", at(results), ...more],
  );

test("four shards, merged, are an unsharded run, and merging again changes nothing", async () => {
  assert.equal((await run("whole")).exitCode, 0);
  const shards = Array.from({ length: 4 }, (_, index) => `shard-${index + 1}`);
  for (const [index, name] of shards.entries()) {
    const { exitCode, stderr } = await run(name, "--shard", `${index + 1}/4`);
    assert.equal(exitCode, 0, stderr);
    mkdirSync(at(name), { recursive: true });
  }
  const merge = () => cli("merge", ...shards.map(at), "--results", at("merged"));
  const first = await merge();
  assert.equal(first.exitCode, 0, first.stderr);
  assert.deepEqual(recordsIn(at("merged")), recordsIn(at("whole")));
  assert.match(first.stderr, /6 records copied, 0 there already, 0 in conflict, 0 damaged/);
  const second = await merge();
  assert.match(second.stderr, /0 records copied, 6 there already/);
});

test("two results for one cell are a conflict that is named, and the one that is there stays", async () => {
  const record = (name: string) => path.join(at(name), "smoke/gaussian-mixture/random/0.json");
  const before = readFileSync(record("merged"), "utf8");
  cpSync(at("whole"), at("other"), { recursive: true });
  const own = readRecord(record("other"));
  const changed = { ...own, generator: { ...own.generator, accuracy: 0.5 } };
  await writeRecord(at("other"), withHashes(changed));
  writeFileSync(path.join(at("other"), "smoke/gaussian-mixture/random/1.json"), "{");
  const { exitCode, stderr } = await cli("merge", at("other"), "--results", at("merged"));
  assert.equal(exitCode, 2);
  assert.match(stderr, /random\/0\.json: left out, one cell, two results \(here cpu on .*, there cpu on /);
  assert.match(stderr, /random\/1\.json: not valid JSON/);
  assert.match(stderr, /0 records copied, 4 there already, 1 in conflict, 1 damaged/);
  assert.equal(readFileSync(record("merged"), "utf8"), before);
});

test("a folder that is not there, and one without records, are said", async () => {
  const missing = await cli("merge", at("nowhere"), "--results", at("merged"));
  assert.equal(missing.exitCode, 2);
  assert.match(missing.stderr, /this names no such folder; expected a results folder.*nowhere/);
  mkdirSync(at("empty"));
  const empty = await cli("merge", at("empty"), "--results", at("merged"));
  assert.equal(empty.exitCode, 2);
  assert.match(empty.stderr, /No record was found/);
});
