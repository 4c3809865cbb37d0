import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { z } from "zod";
import {
  fingerprintOf,
  readRecord,
  readRecords,
  recordFile,
  recordSchema,
  writeRecord,
} from "../../harness/record/index.ts";
import { sampleRecord } from "./sample.ts";

const results = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-records-"));
after(() => rmSync(results, { recursive: true }));

const jsonSchema = z.toJSONSchema(recordSchema, { target: "draft-2020-12" });
const validate = new Ajv2020({ strict: false, formats: { "date-time": true } }).compile(jsonSchema);

test("a record comes back as it was written, from the place its cell names", async () => {
  const record = sampleRecord();
  const file = await writeRecord(results, record);
  assert.equal(file, path.join(results, "smoke", "toy", "random", "0.json"));
  assert.deepEqual(readRecord(file), record);
});

test("a variant has a folder of its own", () => {
  const cell = { ...sampleRecord().cell, variant: "strict" };
  assert.equal(recordFile("results", cell), path.join("results", "smoke", "toy", "random@strict", "0.json"));
});

test("NaN never reaches a file", async () => {
  const record = sampleRecord({ generator: { accuracy: 0.8 } });
  await assert.rejects(writeRecord(results, { ...record, generator: { accuracy: Number.NaN } }));
});

test("an edited record is refused, and the error names the file and the way out", async () => {
  const file = await writeRecord(results, sampleRecord());
  writeFileSync(file, readFileSync(file, "utf8").replace('"accuracy": 0.75', '"accuracy": 0.95'));
  assert.throws(() => readRecord(file), { code: "record-fingerprint", where: file });
});

test("a record moved to another cell is refused", async () => {
  const file = await writeRecord(results, sampleRecord());
  const other = path.join(path.dirname(file), "1.json");
  writeFileSync(other, readFileSync(file));
  assert.throws(() => readRecord(other), { code: "record-place" });
  rmSync(other);
});

test("one malformed file does not hide the others", async () => {
  const good = sampleRecord({ cell: { ...sampleRecord().cell, seed: 5 } });
  await writeRecord(results, good);
  const bad = path.join(results, "smoke", "toy", "random", "6.json");
  writeFileSync(bad, '{"schema": 1');
  const { records, problems } = readRecords(results, "smoke");
  assert.ok(records.some(({ record }) => record.cell.seed === 5));
  assert.deepEqual(
    problems.map((problem) => problem.where).filter((where) => where === bad),
    [bad],
  );
  rmSync(bad);
});

test("the fingerprint ignores what may differ and nothing else", () => {
  const record = sampleRecord();
  const slower = { ...record, execution: { ...record.execution, seconds: 99 } };
  assert.equal(fingerprintOf(slower), record.fingerprint);
  assert.notEqual(fingerprintOf({ ...record, generator: { accuracy: 0.81 } }), record.fingerprint);
  assert.notEqual(fingerprintOf({ ...record, cell: { ...record.cell, seed: 1 } }), record.fingerprint);
});

test("the published JSON Schema accepts what the harness writes, and refuses unknown keys", () => {
  assert.ok(validate(sampleRecord()), JSON.stringify(validate.errors));
  assert.ok(!validate({ ...sampleRecord(), score: 1 }));
  assert.ok(!validate({ ...sampleRecord(), fingerprint: "short" }));
});
