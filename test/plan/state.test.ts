import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { identityOf } from "../../harness/loop/index.ts";
import { findCell, stateOfCell } from "../../harness/plan/index.ts";
import { type Outcome, withHashes, writeRecord } from "../../harness/record/index.ts";
import { discoverSubmissions } from "../../harness/submission/index.ts";
import { discoverTasks, limitsHash } from "../../harness/task/index.ts";
import { sampleRecord } from "../record/sample.ts";

const root = path.join(import.meta.dirname, "..", "..");
const results = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-state-"));
after(() => rmSync(results, { recursive: true }));

const tasks = await discoverTasks(root);
const whole = findCell(
  tasks,
  discoverSubmissions(root, tasks).submissions,
  "gaussian-mixture/smoke/random/0",
);
/** Made records are of one round. */
const cell = { ...whole, extent: { rounds: 1, regimes: ["replace"] } } as const;
const failure: Outcome = { status: "failed", code: "bad-json", message: "…", regime: "replace", round: 1 };
const other = "e".repeat(64);

/** The state of the cell once a record of it was written: with this outcome, under these limits, of these numbers. */
async function stateWith(outcome: Outcome, limits: string, hash?: string): Promise<string> {
  const identity = identityOf(cell);
  const task = { ...identity.task, ...(hash === undefined ? {} : { hash }) };
  const record = sampleRecord({ ...identity, task, outcome });
  await writeRecord(results, withHashes({ ...record, task: { ...task, limits } }));
  return stateOfCell(cell, results).state;
}

test("a record of the present numbers and strategy is done, failures included", async () => {
  const limits = limitsHash(cell.task, cell.tier);
  assert.equal(stateOfCell(cell, results).state, "open");
  assert.equal(await stateWith({ status: "ok" }, limits), "done");
  assert.equal(await stateWith(failure, limits), "done");
});

test("other limits outdate a failure and no other record", async () => {
  assert.equal(await stateWith(failure, other), "outdated");
  assert.equal(await stateWith({ status: "ok" }, other), "done");
});

test("other numbers outdate every record, and half a file is damaged", async () => {
  assert.equal(await stateWith({ status: "ok" }, limitsHash(cell.task, cell.tier), other), "outdated");
  writeFileSync(stateOfCell(cell, results).file, "{");
  assert.equal(stateOfCell(cell, results).state, "damaged");
});

test("the fingerprint of a record does not depend on limits", async () => {
  const fingerprints = [];
  for (const limits of [other, limitsHash(cell.task, cell.tier)]) {
    await stateWith({ status: "ok" }, limits);
    const found = stateOfCell(cell, results);
    fingerprints.push(found.state === "done" && found.record.fingerprint);
  }
  assert.equal(fingerprints[0], fingerprints[1]);
});
