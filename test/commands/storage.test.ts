import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { execa } from "execa";
import { findIsolation } from "../../harness/strategy/index.ts";
import { program, root } from "./fixture/checkout.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-storage-"));
after(() => rmSync(folder, { recursive: true }));

const isolation = await findIsolation();
const skip = isolation.kind === "none" && `file systems are made by bubblewrap: ${isolation.reason}`;
const [results, cache] = [path.join(folder, "results"), path.join(folder, "cache")];
for (const place of [results, cache]) mkdirSync(place);

/** Runs six cells on a machine of which parts of the file system are other than here; `script` runs afterwards on it. */
function runOn(mounts: readonly string[], script = ":") {
  const choice = "--tier smoke --task gaussian-mixture --seeds 0..1 --submission random clean oracle";
  const where = `--results '${results}' --cache '${cache}' --isolation none --jobs 1`;
  const command = `'${process.execPath}' '${program}' run ${choice} ${where}; code=$?; ${script}; exit $code`;
  return execa("bwrap", ["--dev-bind", "/", "/", ...mounts, "--", "bash", "-c", command], {
    reject: false,
    cwd: root,
  });
}

test("results that cannot be written are noticed before anything is computed", { skip }, async () => {
  const { exitCode, stderr } = await runOn(["--ro-bind", results, results]);
  assert.equal(exitCode, 4, stderr);
  assert.equal(
    stderr,
    `${results}: nothing can be written there (EROFS). Allow writing there, or name another folder with --results or --cache.`,
  );
});

test("a cache that cannot be written is noticed as soon", { skip }, async () => {
  const { exitCode, stderr } = await runOn(["--ro-bind", cache, cache]);
  assert.equal(exitCode, 4, stderr);
  assert.match(stderr, /^\S+cache\/jobs\/\S+: nothing can be written there \(EROFS\)\. Allow writing there/);
  assert.doesNotMatch(stderr, /\n/);
});

test("a disk that fills up stops the run at the first such cell, and what is recorded stays whole", {
  skip,
}, async () => {
  const check = `echo; find '${results}' -name '*.json' -exec sh -c 'tail -c 2 "$1" | head -c 1; echo " $1"' _ {} \\;`;
  const { exitCode, stderr, stdout } = await runOn(
    ["--size", "100000", "--tmpfs", cache, "--bind", results, results],
    check,
  );
  assert.equal(exitCode, 4, stderr);
  const [reason, ...others] = stderr.match(/not run: .*the disk is full.*/g) ?? [];
  assert.match(reason!, /cache\/.*: the disk is full\. Free some space there and run the same command/);
  assert.equal(others.length, 1, "once as it happens, once in the end");
  assert.match(stderr, /cells? (is|are) open; the same command goes on/);
  assert.doesNotMatch(stderr, /\n\s+at /);
  for (const line of stdout.split("\n").filter((text) => text !== "")) assert.match(line, /^} /);
});
