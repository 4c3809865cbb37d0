import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { execa, execaNode } from "execa";
import { addStrategy, makeCheckout, program, root, sleeps } from "./fixture/checkout.ts";
import { findProcesses } from "./fixture/processes.ts";
import { recordsIn } from "./fixture/records.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-stopping-"));
after(() => rmSync(folder, { recursive: true }));
const launcher = path.join(root, "harness", "bin.js");
const checkout = path.join(folder, "checkout");

before(() => {
  makeCheckout(checkout, ["random"]);
  addStrategy(checkout, "sleeps", sleeps);
});

const placesOf = (name: string) => ({
  results: path.join(folder, name),
  cache: path.join(folder, `${name}-cache`),
});

/** Arguments that run `random`, which ends, and `sleeps`, which does not. */
function argumentsFor(name: string, ...more: string[]): string[] {
  const { results, cache } = placesOf(name);
  const choice = ["--root", checkout, "--tier", "smoke", "--task", "gaussian-mixture", "--seeds", "0"];
  return ["run", ...choice, "--isolation", "auto", "--results", results, "--cache", cache, ...more];
}

/** Waits until `sleeps` has been started for the given time, and `random` has been recorded. */
async function asleep(name: string, times = 1): Promise<void> {
  const { results, cache } = placesOf(name);
  const log = path.join(cache, "cells/logs/smoke/gaussian-mixture/sleeps/0.log");
  const starts = () => (existsSync(log) ? readFileSync(log, "utf8").split("sleeps on").length - 1 : 0);
  while (starts() < times || Object.keys(recordsIn(results)).length < 1) await sleep(50);
}

/** Nothing of a run is left: no process that was started for it, and no record but that of `random`. */
async function assertClean(name: string): Promise<void> {
  for (let look = 0; findProcesses(folder, name).length > 0; look++) {
    assert.ok(look < 50, `still there: ${findProcesses(folder, name).join("\n")}`);
    await sleep(100);
  }
  assert.deepEqual(Object.keys(recordsIn(placesOf(name).results)), ["smoke/gaussian-mixture/random/0.json"]);
}

const whatIsOpen =
  /1 cell is open.*the same command goes on.*\n {2}gaussian-mixture\/smoke\/sleeps\/0 {2}begun, replace 1 select/;

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  test(`${signal} to the launcher ends the run in order, which says what is open`, async () => {
    const running = execa(launcher, argumentsFor(signal, "--jobs", "2"), { reject: false });
    await asleep(signal);
    running.kill(signal);
    const { exitCode, stderr } = await running;
    assert.equal(exitCode, code, stderr);
    assert.match(stderr, /Stopping; a second Ctrl-C ends at once\./);
    assert.match(stderr, whatIsOpen);
    assert.doesNotMatch(stderr, /memory|not run/);
    await assertClean(signal);
  });
}

test("Ctrl-C in a terminal reaches everybody at once, and still the run ends in order", async () => {
  const command = [launcher, ...argumentsFor("terminal", "--jobs", "2")].map((part) => `'${part}'`).join(" ");
  const running = execa("script", ["-qec", command, "/dev/null"], { reject: false });
  await asleep("terminal");
  running.stdin.write("\u0003");
  const { exitCode, stdout } = await running;
  assert.equal(exitCode, 130, stdout);
  assert.match(stdout.replaceAll("\r", ""), whatIsOpen);
  await assertClean("terminal");
});

test("a second Ctrl-C ends at once", async () => {
  const silent = { stdout: "ignore", stderr: "ignore", reject: false } as const;
  const running = execaNode(program, argumentsFor("twice", "--jobs", "1"), silent);
  await asleep("twice");
  // Stopped, the worker cannot answer the first one.
  const [worker] = findProcesses(folder, "twice", "--listen").map((line) => Number.parseInt(line, 10));
  process.kill(worker!, "SIGSTOP");
  running.kill("SIGINT");
  await sleep(1000);
  const start = performance.now();
  running.kill("SIGINT");
  const { exitCode } = await running;
  process.kill(worker!, "SIGCONT");
  assert.equal(exitCode, 130);
  assert.ok(performance.now() - start < 5000);
  await assertClean("twice");
});

test("what the launcher started ends when the launcher is killed", async () => {
  const running = execa(launcher, argumentsFor("killed"), { reject: false });
  await asleep("killed");
  running.kill("SIGKILL");
  await running;
  await assertClean("killed");
});

test("a stopped run goes on by the same command", async () => {
  const names = argumentsFor("SIGINT", "--submission", "random");
  const { exitCode, stderr } = await execaNode(program, names, { reject: false });
  assert.equal(exitCode, 0, stderr);
  assert.match(stderr, /1 of 1 cells are already done/);
});

test("a worker killed in the middle of a cell leaves it to a fresh one, and killed twice the cell is reported", async () => {
  const running = execaNode(program, argumentsFor("crash", "--jobs", "1"), { reject: false });
  for (const times of [1, 2]) {
    await asleep("crash", times);
    const [worker] = findProcesses(folder, "crash", "--listen").map((line) => Number.parseInt(line, 10));
    process.kill(worker!, "SIGKILL");
  }
  const { exitCode, stderr } = await running;
  assert.equal(exitCode, 4, stderr);
  assert.match(
    stderr,
    /1 cell was not run: The worker process died twice .* by SIGKILL\. Perhaps memory ran out/,
  );
  await assertClean("crash");
});

test("a worker that somebody tells to end gives its cell back, and memory is not blamed", async () => {
  const running = execaNode(program, argumentsFor("told", "--jobs", "1"), { reject: false });
  for (const times of [1, 2, 3]) {
    await asleep("told", times);
    const [worker] = findProcesses(folder, "told", "--listen").map((line) => Number.parseInt(line, 10));
    process.kill(worker!, "SIGTERM");
  }
  await asleep("told", 4);
  running.kill("SIGTERM");
  const { exitCode, stderr } = await running;
  assert.equal(exitCode, 143, stderr);
  assert.doesNotMatch(stderr, /died|memory/);
  await assertClean("told");
});

test("a reader that leaves ends the printing and not the work", async () => {
  const { results } = placesOf("pipe");
  const names = argumentsFor("pipe", "--submission", "random", "--jobs", "1").map((part) => `'${part}'`);
  const shell = `'${process.execPath}' '${program}' ${names.join(" ")} 2>&1 | head -c 1; echo "\${PIPESTATUS[0]}"`;
  const { stdout } = await execa("bash", ["-c", shell]);
  assert.match(stdout, /^.?0$/s);
  assert.deepEqual(Object.keys(recordsIn(results)), ["smoke/gaussian-mixture/random/0.json"]);

  for (const command of ["board --json", "plan --json --no-probe", "--help"]) {
    const piped = `'${process.execPath}' '${program}' ${command} | head -c 10; echo " \${PIPESTATUS[0]}"`;
    const read = await execa("bash", ["-c", piped], { cwd: root });
    assert.equal(read.stderr, "", command);
    assert.match(read.stdout, /^.{10} 0$/s);
  }
});
