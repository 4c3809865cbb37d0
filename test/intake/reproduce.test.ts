import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import test, { before } from "node:test";
import { type ResultRecord, readRecord, withHashes, writeRecord } from "../../harness/record/index.ts";
import { bench, folder } from "./made.ts";

const results = path.join(folder, "results");
const cell = "gaussian-mixture/smoke/random/0";
const file = path.join(results, "smoke", "gaussian-mixture", "random", "0.json");
let made: ResultRecord;

interface PoolLine {
  readonly candidates: readonly { readonly kept: number | null }[];
}
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

before(async () => {
  const run = await bench("run", "--cell", cell, "--isolation", "auto", "--results", results);
  assert.equal(run.exitCode, 0, run.stderr);
  made = readRecord(file);
});

const reproduce = (...args: readonly string[]) => bench("reproduce", ...args, "--results", results);

/** Puts another record in the place of the one that was made, with a fingerprint that is right. */
async function forge(change: (record: ResultRecord) => void): Promise<void> {
  const record = structuredClone(made);
  change(record);
  await writeRecord(results, withHashes(record));
}

test("a record that is true is identical when its cell is played again, however it is named", async () => {
  for (const name of [[file], [cell], ["random", "--tier", "smoke"], ["--sample", "5", "--tier", "smoke"]]) {
    const { exitCode, stdout, stderr } = await reproduce(...name);
    assert.deepEqual([exitCode, stdout.trim()], [0, `identical  ${cell}`], stderr);
  }
});

test("every candidate of every round is written when asked for, with what was kept, and its hash repeats", async () => {
  const folders = ["pools", "pools-again"].map((name) => path.join(folder, name));
  for (const to of folders) assert.equal((await reproduce(cell, "--pools", to)).exitCode, 0);
  const [first, second] = folders.map((to) => path.join(to, ...cell.split("/")));
  const sums = readFileSync(path.join(first!, "SHA256SUMS"), "utf8");
  assert.equal(readFileSync(path.join(second!, "SHA256SUMS"), "utf8"), sums);
  let rounds = 0;
  for (const [regime, played] of Object.entries(made.regimes)) {
    for (const { round, pool, selected } of played) {
      const bytes = readFileSync(path.join(first!, `${regime}-${round}.jsonl`));
      assert.ok(sums.includes(`${hash("sha256", bytes)}  ${regime}-${round}.jsonl\n`));
      const lines = bytes
        .toString()
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as PoolLine);
      const candidates = lines.flatMap((line) => line.candidates);
      const kept = candidates.flatMap((candidate) => candidate.kept ?? []);
      assert.deepEqual([lines.length, candidates.length], [pool.items, pool.candidates]);
      assert.equal(kept.length, selected.candidates);
      assert.equal(sum(kept), selected.weight);
      rounds++;
    }
  }
  assert.equal(sums.trim().split("\n").length, rounds);
});

test("a number off by less than the tolerance is told, with both machines", async () => {
  await forge(({ regimes }) => {
    regimes.replace![2]!.metrics["accuracy"]! += 4e-4;
  });
  const { exitCode, stdout } = await reproduce(cell);
  assert.equal(exitCode, 0);
  assert.match(stdout, /^equal {6}gaussian-mixture\/smoke\/random\/0, within 0\.001 \(at most 4\.0e-4 off\)/);
  assert.match(
    stdout,
    /replace, round 3: metrics\.accuracy 0\.\d+, then 0\.\d+\n +recorded on: .*\n +played on: /,
  );
});

test("a forged score with a fingerprint that is right is found out", async () => {
  await forge(({ regimes }) => {
    regimes.replace![2]!.metrics["accuracy"]! += 0.01;
  });
  const { exitCode, stdout } = await reproduce(cell);
  assert.equal(exitCode, 3);
  assert.match(
    stdout,
    /^DIFFERENT {2}gaussian-mixture\/smoke\/random\/0\n +replace, round 3: metrics\.accuracy/,
  );
  const verified = await bench("verify", file, "--rerun", "1", "--results", results);
  assert.equal(verified.exitCode, 3, verified.stderr);
  assert.match(verified.stdout, /^DIFFERENT {2}gaussian-mixture\/smoke\/random\/0$/m);
  assert.match(verified.stderr, /^1 records looked at: /m);
});

test("a record of another strategy is not played, and the commit to check out is named", async () => {
  await forge((record) => {
    record.strategy.hash = "ab".repeat(32);
    record.provenance.harness.commit = "c0ffee";
  });
  const { exitCode, stderr } = await reproduce(cell);
  assert.equal(exitCode, 2);
  assert.match(stderr, /of another task or strategy .*Check out what it was made with \(commit c0ffee\)/);
});

test("a sample passes over what cannot be played here, and where nothing can says so", async () => {
  const earlier = await reproduce("--sample", "1", "--tier", "smoke");
  assert.equal(earlier.exitCode, 2);
  assert.match(earlier.stderr, /all these records are of earlier tasks or strategies/);
  const older = {
    ...made,
    cell: { ...made.cell, seed: 1 },
    strategy: { ...made.strategy, hash: "ab".repeat(32) },
  };
  await writeRecord(results, withHashes(older));
  await writeRecord(results, made);
  const { exitCode, stdout, stderr } = await reproduce("--sample", "2", "--tier", "smoke");
  assert.deepEqual([exitCode, stdout.trim()], [0, `identical  ${cell}`], stderr);
});
