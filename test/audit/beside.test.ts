import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, test } from "node:test";
import {
  type Reproduction,
  readRecord,
  runLogFile,
  writeReproduction,
  writeRunLog,
} from "../../harness/record/index.ts";
import { audit, fileOf, restore, results, wordsOf } from "./made.ts";

beforeEach(restore);

const record = () => readRecord(fileOf("oracle", 0));
const log = () => writeRunLog(results, record(), Buffer.from("asking\n"));

async function reproduced(agreement: Reproduction["agreement"], changes: Partial<Reproduction> = {}) {
  const { cell, fingerprint, provenance } = record();
  const playedAt = "2026-12-01T00:00:00.000Z";
  const said = { schema: 1 as const, cell, season: 0, fingerprint, provenance, playedAt, by: "somebody" };
  return writeReproduction(results, { ...said, agreement, log: null, ...changes });
}

test("a log and a reproduction of a record are nothing to tell", async () => {
  await log();
  await reproduced({ state: "identical" });
  assert.deepEqual(await audit(), []);
});

test("a log whose text is not of its digest is wrong, and so is one of a run that left no record", async () => {
  const file = await log();
  writeFileSync(file!, readFileSync(file!, "utf8").replace("asking", "asked"));
  assert.match(wordsOf(await audit()).join("\n"), /^wrong .*oracle\/0\.json: .*not that of the digest/m);
  restore();
  const whole = readFileSync((await log())!, "utf8");
  const astray = runLogFile(results, { ...record().cell, seed: 7 });
  mkdirSync(path.dirname(astray), { recursive: true });
  writeFileSync(astray, whole.replace('"seed": 0', '"seed": 7'));
  assert.deepEqual(wordsOf(await audit()), [
    "wrong results/logs/standard/gaussian-mixture/oracle/7.json: the log of a run that left no record here",
  ]);
});

test("a log of another run of the cell is doubtful", async () => {
  const file = await log();
  const { startedAt } = record().execution;
  writeFileSync(file!, readFileSync(file!, "utf8").replace(startedAt, "2020-01-01T00:00:00.000Z"));
  assert.match(
    wordsOf(await audit()).join("\n"),
    /^doubtful .*oracle\/0\.json: the log of a run at 2020-01-01T00:00:00\.000Z, and not of the record's$/m,
  );
});

test("that a record came out different is doubtful, and one that is gone is told", async () => {
  await reproduced({ state: "different", where: "replace, round 1: accuracy" });
  await reproduced({ state: "identical" }, { fingerprint: "ab".repeat(32) });
  const place = "results/reproductions/standard/gaussian-mixture/oracle/0-*.json";
  assert.deepEqual(wordsOf(await audit()).toSorted(), [
    `doubtful ${place}: the record came out different when somebody played it again: replace, round 1: accuracy`,
    `told ${place}: somebody played a record again that is not here`,
  ]);
});

test("a reproduction in another cell's place is wrong", async () => {
  const file = await reproduced({ state: "identical" });
  cpSync(file, file.replace("/0-1.json", "/1-1.json"));
  assert.match(
    wordsOf(await audit()).join("\n"),
    /^wrong .*oracle\/1-1\.json: .*the reproduction is of another cell/m,
  );
});
