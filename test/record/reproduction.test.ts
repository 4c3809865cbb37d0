import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import {
  isReproducedElsewhere,
  type Reproduction,
  readRecords,
  readReproductions,
  writeRecord,
  writeReproduction,
} from "../../harness/record/index.ts";
import { sampleRecord } from "./sample.ts";

let results: string;
beforeEach(() => {
  results = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-reproductions-"));
});
afterEach(() => rmSync(results, { recursive: true }));

const record = sampleRecord();

function reproduction(changes: Partial<Reproduction> = {}, cpu = "another processor"): Reproduction {
  return {
    schema: 1,
    cell: record.cell,
    season: 0,
    fingerprint: record.fingerprint,
    agreement: { state: "identical" },
    playedAt: "2026-02-02T00:00:00.000Z",
    by: "Somebody",
    provenance: { ...record.provenance, cpu },
    log: { sha256: "cd".repeat(32), bytes: 12 },
    ...changes,
  };
}

test("reproductions are kept one after the other, found by the record's fingerprint, and are no records", async () => {
  await writeRecord(results, record);
  const files = [
    await writeReproduction(results, reproduction()),
    await writeReproduction(results, reproduction({ by: "Another", log: null })),
  ];
  assert.deepEqual(
    files.map((file) => path.relative(results, file)),
    ["1", "2"].map((number) => path.join("reproductions", "smoke", "toy", "random", `0-${number}.json`)),
  );
  const { byRecord, problems } = readReproductions(results, "smoke");
  assert.deepEqual(problems, []);
  assert.deepEqual(
    byRecord.get(record.fingerprint)?.map(({ by }) => by),
    ["Somebody", "Another"],
  );
  assert.equal(readRecords(results, "smoke").records.length, 1);
  assert.equal(readReproductions(results, "standard").byRecord.size, 0);
});

test("a file that is damaged, says more than it may, or lies at another cell's place is named and left out", async () => {
  const file = await writeReproduction(results, reproduction());
  const text = readFileSync(file, "utf8");
  const codesWith = (other: string) => {
    writeFileSync(file, other);
    return readReproductions(results, "smoke").problems.map(({ code, where }) => [code, where]);
  };
  assert.deepEqual(codesWith(text.slice(0, -9)), [["reproduction-json", file]]);
  assert.deepEqual(codesWith(text.replace('"by"', '"rank": 1, "by"')), [
    ["reproduction-unrecognized-keys", file],
  ]);
  assert.deepEqual(codesWith(text), []);
  const elsewhere = path.join(path.dirname(path.dirname(file)), "oracle", path.basename(file));
  mkdirSync(path.dirname(elsewhere));
  renameSync(file, elsewhere);
  const { byRecord, problems } = readReproductions(results, "smoke");
  assert.deepEqual([byRecord.size, problems.map(({ code }) => code)], [0, ["reproduction-place"]]);
});

test("a record is reproduced elsewhere by what is the same on a processor of another model, and by nothing else", () => {
  const within = { state: "within tolerance", largest: 1e-6, where: "loss" } as const;
  const cases: readonly (readonly [readonly Reproduction[], boolean])[] = [
    [[], false],
    [[reproduction()], true],
    [[reproduction({ agreement: within })], true],
    [[reproduction({ agreement: { state: "different", where: "loss" } })], false],
    [[reproduction({}, record.provenance.cpu)], false],
    [[reproduction({}, record.provenance.cpu), reproduction()], true],
  ];
  for (const [found, expected] of cases) assert.equal(isReproducedElsewhere(record, found), expected);
});
