import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { execaNode } from "execa";

const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-rules-"));
after(() => rmSync(folder, { recursive: true }));

const command = path.join(import.meta.dirname, "..", "..", "harness", "cli.ts");
const rulesOf = (...args: string[]) =>
  execaNode(command, ["rules", ...args, "--tier", "smoke", "--cache", folder], { cwd: folder });

const chosen = ["--seeds", "0..1", "--rounds", "2", "--regime", "replace", "--keep", "100"];

test("rules are played and printed round by round, with intervals, shares and rates; again from what was kept", async () => {
  const args = ["gaussian-mixture", ...chosen, "--rule", "oracle, right", "keep all"];
  const { stdout } = await rulesOf(...args);
  const [seeds, heads, generator, ...rows] = stdout.split("\n");
  assert.match(seeds!, /^Seeds 0, 1: /);
  assert.match(heads!, /^rule +regime +round +Test accuracy, % +kept +right +p +φ +ψ +p⋆$/);
  assert.match(generator!, /^G0 +0 +\d\d\.\d\d ± \d/);
  assert.equal(rows.length, 4);
  assert.match(
    rows[0]!,
    /^oracle, right +replace +1 +\d\d\.\d\d ± \d+\.\d\d +100 +1\.000 +0\.\d{3} +0\.\d{3} +0\.000 +1\.000$/,
  );
  assert.match(rows[3]!, /^keep all +replace +2 .* 2000 +0\.\d{3} +0\.\d{3} +1\.000 +1\.000 +0\.500$/);
  assert.equal((await rulesOf(...args)).stdout, stdout);
});

test("another metric, other numbers and other decoding change what is printed", async () => {
  const plain = await rulesOf("gaussian-mixture", ...chosen, "--rule", "random");
  const greedy = await rulesOf(
    "gaussian-mixture",
    ...chosen,
    "--rule",
    "random",
    "--decoding",
    "temperature=0",
  );
  assert.notEqual(greedy.stdout, plain.stdout);
  const small = await rulesOf(
    "gaussian-mixture",
    ...chosen,
    "--rule",
    "random",
    "--set",
    "real=50",
    "pool=200",
  );
  assert.notEqual(small.stdout, plain.stdout);
  const angle = await rulesOf("gaussian-mixture", ...chosen, "--rule", "random", "--metric", "angle");
  assert.match(angle.stdout, /round +Angle, radians +kept/);
  assert.match(angle.stdout, /random +replace +2 +\d\.\d{3} ± \d\.\d{3} +100/);
});

test("a rule that can keep nothing says so below the table, and one seed has no interval", async () => {
  const { stdout } = await rulesOf(
    ...["eigenvalues", "--seeds", "0", "--rounds", "1", "--regime", "replace"],
    ...["--rule", "strong, likely", "greedy", "--set", "training.steps=12", "verifiers.strong.real=20"],
  );
  assert.match(stdout, /strong, likely +replace +1( +–)+$/m);
  assert.match(stdout, /^"strong, likely", replace: selected nothing/m);
  assert.match(stdout, /^greedy +replace +1 +\d+\.\d\d +200/m);
});
