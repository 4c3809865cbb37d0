import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { execaNode } from "execa";
import { discoverTasks } from "../../harness/task/index.ts";
import { makeCheckout, program } from "../commands/fixture/checkout.ts";
import { taskConformance } from "../task/conformance.ts";

const guides = import.meta.dirname;
const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-guides-"));
after(() => rmSync(folder, { recursive: true }));

for (const task of await discoverTasks(guides)) taskConformance(task);

test("the task of the guide is whole in under 150 lines", () => {
  const toy = path.join(guides, "tasks", "threshold");
  const lines = readdirSync(toy).flatMap((name) =>
    readFileSync(path.join(toy, name), "utf8").trimEnd().split("\n"),
  );
  assert.ok(lines.length < 150, `${lines.length} lines`);
});

test("a task that the guide made runs beside the others' strategies and is on a board", async () => {
  const where = makeCheckout(path.join(folder, "checkout"), ["random", "clean", "best-of-k"]);
  rmSync(path.join(where, "tasks"));
  symlinkSync(path.join(guides, "tasks"), path.join(where, "tasks"));
  const cli = (...args: string[]) =>
    execaNode(program, [...args, "--tier", "smoke", "--root", where], { reject: false, cwd: folder });
  const run = await cli("run", "--isolation", "auto");
  assert.equal(run.exitCode, 0, run.stderr);
  const plan = await cli("plan");
  assert.doesNotMatch(plan.stdout, /best-of-k/);
  const absent = await cli("run", "--cell", "threshold/smoke/best-of-k/0");
  assert.equal(absent.exitCode, 2);
  assert.match(
    absent.stderr,
    /best-of-k asks for what threshold does not offer at tier smoke: strong, several-candidates;/,
  );
  const board = await cli("board");
  assert.equal(board.exitCode, 0, board.stderr);
  assert.match(board.stdout, /Threshold/);
  for (const name of ["random", "clean"]) assert.match(board.stdout, new RegExp(name));
  const published = await cli("board", "--json");
  assert.match(published.stdout, /threshold/);
});

test("a task without a replication says so, and which tasks have one", async () => {
  const where = path.join(folder, "checkout");
  const { exitCode, stderr } = await execaNode(program, ["replicate", "threshold", "--root", where], {
    reject: false,
    cwd: folder,
  });
  assert.equal(exitCode, 2);
  assert.match(stderr, /the task "threshold" has no replication/);
});
