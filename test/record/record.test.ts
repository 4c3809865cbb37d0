import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { z } from "zod";
import { canonicalHash } from "../../harness/artifacts/index.ts";
import {
  hashesOf,
  readingOnce,
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

test("who reads once gets of a file what it was at first, its error too", async () => {
  const file = await writeRecord(results, sampleRecord());
  const bad = path.join(path.dirname(file), "7.json");
  writeFileSync(bad, "{");
  const read = readingOnce();
  const first = readRecords(results, "smoke", read);
  const errors = first.problems.filter(({ where }) => where?.startsWith(bad));
  assert.equal(errors.length, 1);
  rmSync(file);
  rmSync(bad);
  assert.equal(read(file), first.records.find((stored) => stored.file === file)?.record);
  assert.throws(
    () => read(bad),
    (error) => error === errors[0],
  );
  assert.throws(() => readingOnce()(file), { code: "ENOENT" });
});

test("the fingerprint ignores what may differ and nothing else", () => {
  const record = sampleRecord();
  const slower = { ...record, execution: { ...record.execution, seconds: 99 } };
  assert.equal(hashesOf(slower).fingerprint, record.fingerprint);
  const printOf = (changed: typeof record) => hashesOf(changed).fingerprint;
  assert.notEqual(printOf({ ...record, generator: { accuracy: 0.81 } }), record.fingerprint);
  assert.notEqual(printOf({ ...record, cell: { ...record.cell, seed: 1 } }), record.fingerprint);
  assert.equal(printOf({ ...record, task: { ...record.task, limits: "0".repeat(64) } }), record.fingerprint);
});

test("both hashes are those of the canonical JSON that docs/records.md names", () => {
  const { checksum, ...printed } = sampleRecord();
  const { fingerprint, provenance, execution, ...repeatable } = printed;
  const { version, hash } = printed.task;
  assert.equal(fingerprint, canonicalHash({ ...repeatable, task: { version, hash } }));
  assert.equal(checksum, canonicalHash(printed));
});

test("a parameter that no JSON can hold is refused by its place, as any other fault is", () => {
  const record = sampleRecord();
  const file = path.join(results, "params.json");
  const text = JSON.stringify({ ...record, strategy: { ...record.strategy, params: { a: [{ b: 1 }] } } });
  writeFileSync(file, text.replace('"b":1', '"b":1e999'));
  assert.throws(() => readRecord(file), /"strategy\.params\.a"/);
  rmSync(file);
});

test("the published JSON Schema accepts what the harness writes, and refuses unknown keys", () => {
  assert.ok(validate(sampleRecord()), JSON.stringify(validate.errors));
  assert.ok(!validate({ ...sampleRecord(), score: 1 }));
  assert.ok(!validate({ ...sampleRecord(), fingerprint: "short" }));
});
