import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { execaNode } from "execa";
import { readRecord } from "../../harness/record/index.ts";
import { sources, textOf } from "../architecture/imports.ts";

const root = path.join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-clock-"));
after(() => rmSync(folder, { recursive: true }));

test("a clock that jumps while a cell runs changes neither its outcome nor how long it took", async () => {
  const clock = path.join(import.meta.dirname, "fixtures", "jumping-clock.mjs");
  const cell = ["--cell", "gaussian-mixture/smoke/random/0", "--isolation", "auto", "--jobs", "1"];
  const places = ["--results", path.join(folder, "results"), "--cache", path.join(folder, "cache")];
  const startMs = performance.now();
  const { exitCode, stderr } = await execaNode(
    path.join(root, "harness", "cli.ts"),
    ["run", ...cell, ...places],
    { reject: false, env: { NODE_OPTIONS: `--import=${clock}` } },
  );
  assert.equal(exitCode, 0, stderr);
  const record = readRecord(path.join(folder, "results/smoke/gaussian-mixture/random/0.json"));
  assert.equal(record.outcome.status, "ok");
  const { seconds } = record.execution;
  assert.ok(seconds > 0 && seconds <= (performance.now() - startMs) / 1000, String(seconds));
});

/** They compare with dates that files and records bear, which no other clock knows. */
const dated = ["harness/artifacts/file-hash.ts", "harness/commands/verify.ts", "harness/strategy/setup.ts"];

test("no span of time is measured by the clock on the wall", () => {
  const clocks = sources.filter((file) => file.startsWith("harness/") && /Date\.now\(/.test(textOf(file)));
  assert.deepEqual(clocks.sort(), dated);
});
