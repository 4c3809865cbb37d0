import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { execaNode } from "execa";
import { readRecord, readRunLogs, runLogOf } from "../../harness/record/index.ts";
import { findIsolation } from "../../harness/strategy/index.ts";
import { addStrategy, makeCheckout, program } from "./fixture/checkout.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-run-log-"));
after(() => rmSync(folder, { recursive: true }));

const isolation = await findIsolation();
const skip = isolation.kind === "none" && `logs are of runs in the sandbox: ${isolation.reason}`;

test("a run of a tier that ranks keeps what the strategy said beside its record, of this run alone", {
  skip,
}, async () => {
  const root = makeCheckout(path.join(folder, "checkout"), ["random", "clean"]);
  addStrategy(root, "talker", 'console.error("at <last>"); process.exit(1);');
  const results = path.join(folder, "results");
  const where = ["--root", root, "--results", results, "--cache", path.join(folder, "cache")];
  const choice = [
    "--tier",
    "standard",
    "--task",
    "gaussian-mixture",
    "--submission",
    "talker",
    "--seeds",
    "0",
  ];
  for (const more of [[], ["--again"]]) {
    const { exitCode, stderr } = await execaNode(program, ["run", ...choice, ...more, ...where], {
      reject: false,
    });
    assert.equal(exitCode, 3, stderr);
    const record = readRecord(path.join(results, "standard", "gaussian-mixture", "talker", "0.json"));
    const { all, problems } = readRunLogs(results, "standard");
    assert.deepEqual(problems, []);
    const kept = runLogOf(all[0], record)!;
    const file = path.join(
      folder,
      "cache",
      "cells",
      "logs",
      "standard",
      "gaussian-mixture",
      "talker",
      "0.log",
    );
    assert.equal(kept.text?.first, readFileSync(file, "utf8"));
    assert.equal(kept.text.first.split("at <last>").length, 2, kept.text.first);
  }
});
