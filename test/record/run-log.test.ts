import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import {
  mergeRecords,
  type ResultRecord,
  readRecords,
  readRunLogs,
  runLogFile,
  runLogOf,
  withHashes,
  writeRecord,
  writeRunLog,
} from "../../harness/record/index.ts";
import { sampleRecord } from "./sample.ts";

let results: string;
beforeEach(() => {
  results = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-logs-"));
});
afterEach(() => rmSync(results, { recursive: true }));

const record = recordAt("standard");

function recordAt(tier: "standard" | "smoke" | "trial", isolation: "bubblewrap" | "none" = "bubblewrap") {
  const { cell, provenance } = sampleRecord();
  return withHashes({
    ...sampleRecord(),
    cell: { ...cell, tier },
    provenance: { ...provenance, isolation },
  });
}

const keep = (text: string | Uint8Array, of: ResultRecord = record) =>
  writeRunLog(results, of, Buffer.from(text));
const digest = (text: string | Uint8Array) => hash("sha256", text);

test("a log lies beside the records with its digest, belongs to the run that began when its record says, and is no record", async () => {
  await writeRecord(results, record);
  const text = "first line\n\u001b[31mand a <second>\n";
  assert.equal(await keep(text), path.join(results, "logs", "standard", "toy", "random", "0.json"));
  const { all, problems } = readRunLogs(results, "standard");
  assert.deepEqual(problems, []);
  assert.deepEqual(
    all.map(({ log, text }) => ({ log, text })),
    [{ log: { sha256: digest(text), bytes: Buffer.byteLength(text) }, text: { first: text, last: null } }],
  );
  assert.equal(runLogOf(all[0], record), all[0]);
  const again = { ...record, execution: { ...record.execution, startedAt: "2031-01-01T00:00:00.000Z" } };
  assert.equal(runLogOf(all[0], again), undefined);
  assert.equal(readRecords(results, "standard").records.length, 1);
});

test("of a long log beginning and end are kept, and the digest of all of it; of bytes that are no text their marks", async () => {
  const long = `begins${"x".repeat(100_000)}ends`;
  await keep(long);
  const [kept] = readRunLogs(results, "standard").all;
  assert.deepEqual(kept?.log, { sha256: digest(long), bytes: long.length });
  assert.deepEqual(kept.text, { first: long.slice(0, 8192), last: long.slice(-8192) });
  const bytes = Uint8Array.of(0xff, 0x61);
  await keep(bytes);
  const { all, problems } = readRunLogs(results, "standard");
  assert.deepEqual([all[0]!.log?.sha256, all[0]!.text?.first, problems], [digest(bytes), "\ufffda", []]);
});

test("silence is said; a season with a key has the digest alone; tiers that rank nothing and runs outside the sandbox keep none", async () => {
  await keep("");
  assert.deepEqual(
    readRunLogs(results, "standard").all.map(({ log, text }) => [log, text]),
    [[null, null]],
  );
  await keep("the streams are", { ...record, season: { number: 1, commitment: "cd".repeat(32) } });
  assert.deepEqual(
    readRunLogs(results, "standard").all.map(({ log, text }) => [log?.sha256, text]),
    [[digest("the streams are"), null]],
  );
  for (const other of [recordAt("smoke"), recordAt("trial"), recordAt("standard", "none")])
    assert.equal(await keep("said", other), undefined);
});

test("a log that is damaged, changed, or lies at another cell's place is named and left out", async () => {
  const file = (await keep("as it was"))!;
  const text = readFileSync(file, "utf8");
  const codesWith = (other: string) => {
    writeFileSync(file, other);
    const { all, problems } = readRunLogs(results, "standard");
    return [...problems.map(({ code, where }) => [code, where]), ...all.map(() => ["kept"])];
  };
  assert.deepEqual(codesWith(text), [["kept"]]);
  assert.deepEqual(codesWith(text.slice(0, -9)), [["log-json", file]]);
  assert.deepEqual(codesWith(text.replace("as it was", "as it is")), [["log-digest", file]]);
  assert.deepEqual(codesWith(text.replace('"season"', '"more": 1, "season"')), [
    ["log-unrecognized-keys", file],
  ]);
  writeFileSync(file, text);
  const other = path.join(path.dirname(file), "1.json");
  renameSync(file, other);
  assert.deepEqual(
    readRunLogs(results, "standard").problems.map(({ code, where }) => [code, where]),
    [["log-place", other]],
  );
});

test("a record that is merged brings its log along, and no other's", async () => {
  const [from, to] = [path.join(results, "from"), path.join(results, "to")];
  await writeRecord(from, record);
  await writeRunLog(from, record, Buffer.from("said"));
  await mergeRecords(from, to);
  const file = runLogFile(to, record.cell);
  assert.deepEqual(readFileSync(file), readFileSync(runLogFile(from, record.cell)));
  rmSync(to, { recursive: true });
  writeFileSync(runLogFile(from, record.cell), "{");
  await mergeRecords(from, to);
  assert.deepEqual(readRunLogs(to, "standard"), { all: [], problems: [] });
  assert.equal(readRecords(to, "standard").records.length, 1);
});
