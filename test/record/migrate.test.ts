import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { execaNode } from "execa";
import { hashesOf, type ResultRecord, readRecord, withHashes } from "../../harness/record/index.ts";

const root = path.join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-migrate-"));
after(() => rmSync(folder, { recursive: true }));

const place = path.join("standard", "gaussian-mixture", "random", "0.json");
const present = readRecord(path.join(root, "results", place));

/** The record as schema 3 had it; `changes` are made before its hashes are taken. */
function ofSchemaThree(changes: Partial<Record<keyof ResultRecord, unknown>> = {}): object {
  return withHashes({ ...present, schema: 3, ...changes } as unknown as ResultRecord);
}

/** Runs the script on a results folder that holds one record. */
async function migrate(name: string, record: object) {
  const results = path.join(folder, name);
  const file = path.join(results, place);
  cpSync(path.join(root, "results", place), file, { recursive: true });
  writeFileSync(file, JSON.stringify(record));
  const run = () =>
    execaNode(path.join(root, "harness", "record", "migrate.ts"), [results], { reject: false });
  return { file, run, ...(await run()) };
}

test("a record of schema 3 becomes the record that the same cell has under schema 4", async () => {
  const { file, run, exitCode, stdout } = await migrate("old", ofSchemaThree());
  assert.equal(stdout, "1 rewritten, 0 already of schema 4, 0 refused");
  assert.equal(exitCode, 0);
  assert.deepEqual(readRecord(file), present);
  assert.equal(present.fingerprint, hashesOf(present).fingerprint);
  assert.equal(present.checksum, hashesOf(present).checksum);

  const text = readFileSync(file, "utf8");
  assert.equal((await run()).stdout, "0 rewritten, 1 already of schema 4, 0 refused");
  assert.equal(readFileSync(file, "utf8"), text);
});

test("records of a corpus, of a model, at a share and of a season are migrated where they lie", async () => {
  const results = path.join(folder, "apart");
  const places = [
    "corpora/mine",
    "models/one",
    "corpora/mine/models/one",
    "shares/12.5",
    "models/one/shares/50",
    "seasons/1",
  ];
  const files = places.map((apart) => path.join(results, apart, place));
  for (const [at, file] of files.entries()) {
    cpSync(path.join(root, "results", place), file, { recursive: true });
    const season = { number: places[at]!.startsWith("seasons") ? 1 : 0, commitment: null };
    writeFileSync(file, JSON.stringify(ofSchemaThree({ season })));
  }
  const { stdout } = await execaNode(path.join(root, "harness", "record", "migrate.ts"), [results]);
  assert.equal(stdout, "6 rewritten, 0 already of schema 4, 0 refused");
  for (const file of files) assert.deepEqual(readRecord(file).regimes, present.regimes);
});

test("a record that is not what it says is left as it is, with the reason", async () => {
  const cases: readonly (readonly [string, object, RegExp])[] = [
    ["edited", { ...ofSchemaThree(), generator: { accuracy: 1 } }, /does not match its fingerprint/],
    ["otherwise made", { ...ofSchemaThree(), execution: {} }, /does not match its checksum/],
    ["older", ofSchemaThree({ schema: 1 }), /its schema is 1/],
    ["newer", ofSchemaThree({ schema: 7 }), /its schema is 7/],
  ];
  for (const [name, record, words] of cases) {
    const { file, exitCode, stdout, stderr } = await migrate(name, record);
    assert.equal(exitCode, 1);
    assert.match(stderr, words);
    assert.match(stdout, /^0 rewritten, 0 already of schema 4, 1 refused$/);
    assert.equal(readFileSync(file, "utf8"), JSON.stringify(record));
  }
});
