import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { execaNode } from "execa";
import { canonicalHash } from "../../harness/artifacts/index.ts";
import { fingerprintOf, type ResultRecord, readRecord } from "../../harness/record/index.ts";
import { discoverTasks } from "../../harness/task/index.ts";

const root = path.join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-migrate-"));
after(() => rmSync(folder, { recursive: true }));

const tasks = await discoverTasks(root);
const place = path.join("standard", "gaussian-mixture", "random", "0.json");
const present = readRecord(path.join(root, "results", place));

/** The record as schema 1 had it; `changes` are made before its fingerprint is taken. */
function ofSchemaOne(changes: Partial<Record<keyof ResultRecord, unknown>> = {}): object {
  const { provenance, execution, fingerprint, ...repeatable } = present;
  const { frozen, shown, tiers } = tasks.find(({ name }) => name === present.cell.task)!.file;
  const { rounds, regimes, budget, generation, setting } = tiers.standard!.frozen;
  const hash = canonicalHash({
    ...{ name: present.cell.task, version: frozen.version, tier: "standard", fields: frozen.fields },
    ...{ metric: { name: frozen.metric, title: shown.metric.title, format: shown.metric.format } },
    ...{ rounds, regimes, budget, generation, setting },
  });
  const old = { ...repeatable, schema: 1, task: { version: frozen.version, hash }, ...changes };
  return { ...old, provenance, execution, fingerprint: canonicalHash(old) };
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

test("a record of schema 1 becomes the record that the same cell has under schema 2", async () => {
  const { file, run, exitCode, stdout } = await migrate("old", ofSchemaOne());
  assert.equal(stdout, "1 rewritten, 0 already of schema 2, 0 refused");
  assert.equal(exitCode, 0);
  assert.deepEqual(readRecord(file), present);
  assert.equal(present.fingerprint, fingerprintOf(present));

  const text = readFileSync(file, "utf8");
  assert.equal((await run()).stdout, "0 rewritten, 1 already of schema 2, 0 refused");
  assert.equal(readFileSync(file, "utf8"), text);
});

test("a record that is not what it says is left as it is, with the reason", async () => {
  const failed = {
    status: "failed",
    code: "out-of-time",
    message: "took too long",
    regime: "replace",
    round: 1,
  };
  const cases: readonly (readonly [string, object, RegExp])[] = [
    ["edited", { ...ofSchemaOne(), generator: { accuracy: 1 } }, /does not match its fingerprint/],
    [
      "foreign",
      ofSchemaOne({ task: { version: 1, hash: "e".repeat(64) } }),
      /not that of the present numbers/,
    ],
    ["failed", ofSchemaOne({ outcome: failed }), /its cell runs again/],
    ["newer", ofSchemaOne({ schema: 7 }), /its schema is 7/],
    ["unknown", ofSchemaOne({ cell: { ...present.cell, task: "chess" } }), /no such task/],
  ];
  for (const [name, record, words] of cases) {
    const { file, exitCode, stdout, stderr } = await migrate(name, record);
    assert.equal(exitCode, 1);
    assert.match(stderr, words);
    assert.match(stdout, /^0 rewritten, 0 already of schema 2, 1 refused$/);
    assert.equal(readFileSync(file, "utf8"), JSON.stringify(record));
  }
});
