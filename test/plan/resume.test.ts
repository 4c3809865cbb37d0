import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { execaNode } from "execa";
import { randomStream } from "../../harness/random/index.ts";
import { recordsIn } from "../commands/fixture/records.ts";

const root = path.join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-resume-"));
after(() => rmSync(folder, { recursive: true }));

const choice = ["--task", "gaussian-mixture", "--submission", "random", "clean", "oracle", "--seeds", "0..2"];

/** Starts `run` at tier smoke into a folder of its own; `jobs` may differ, results may not. */
function run(name: string, jobs: number) {
  const where = ["--results", path.join(folder, name), "--cache", path.join(folder, `${name}-cache`)];
  const args = ["run", "--tier", "smoke", ...choice, ...where, "--jobs", String(jobs), "--isolation", "auto"];
  return execaNode(path.join(root, "harness", "cli.ts"), args, { reject: false, cwd: root });
}

/** Every record of a run as text. */
const recordsOf = (name: string) => recordsIn(path.join(folder, name));

const undisturbed = run("undisturbed", 2);

test("an undisturbed run records every cell once", async () => {
  const { exitCode, stderr } = await undisturbed;
  assert.equal(exitCode, 0, stderr);
  assert.equal(Object.keys(recordsOf("undisturbed")).length, 9);
});

test("a run killed at ten random moments ends with the files of an undisturbed one", async () => {
  await undisturbed;
  const moments = randomStream("resume test");
  let wasKilled = 0;
  for (let kill = 0; kill < 10; kill++) {
    const running = run("killed", 1 + (kill % 2));
    await Promise.race([setTimeout(300 + moments.uniform() * 1700), running]);
    running.kill("SIGKILL");
    if ((await running).isTerminated) wasKilled++;
  }
  assert.ok(wasKilled >= 5, `only ${wasKilled} of 10 runs were still going when killed`);
  const { exitCode, stderr } = await run("killed", 2);
  assert.equal(exitCode, 0, stderr);
  assert.deepEqual(recordsOf("killed"), recordsOf("undisturbed"));
  const leftovers = readdirSync(path.join(folder, "killed"), { recursive: true, withFileTypes: true });
  assert.deepEqual(
    leftovers.filter((found) => found.isFile() && !found.name.endsWith(".json")),
    [],
  );
});

test("two runs of the same plan at once repeat no cell and corrupt none", async () => {
  await undisturbed;
  const both = await Promise.all([run("shared", 1), run("shared", 1)]);
  assert.deepEqual(
    both.map(({ exitCode }) => exitCode),
    [0, 0],
  );
  assert.deepEqual(recordsOf("shared"), recordsOf("undisturbed"));
  const recorded = both.map(({ stderr }) => Number(/^(\d+) cells recorded/m.exec(stderr)?.[1] ?? 0));
  assert.equal(recorded[0]! + recorded[1]!, 9, "each cell is run by exactly one of the two");
});

test("a cell that loses its record is run again, as its first attempt", async () => {
  const { exitCode, stderr } = await undisturbed;
  assert.equal(exitCode, 0, stderr);
  const file = path.join(folder, "undisturbed", "smoke", "gaussian-mixture", "random", "0.json");
  const before = recordsOf("undisturbed");
  rmSync(file);
  const again = await run("undisturbed", 1);
  assert.equal(again.exitCode, 0, again.stderr);
  assert.deepEqual(recordsOf("undisturbed"), before);
  const { execution } = JSON.parse(readFileSync(file, "utf8")) as { execution: { attempts: number } };
  assert.equal(execution.attempts, 1);
});

test("a second run of a finished plan does nothing", async () => {
  await undisturbed;
  const { exitCode, stderr } = await run("undisturbed", 2);
  assert.equal(exitCode, 0);
  assert.match(stderr, /9 of 9 cells are already done/);
});
