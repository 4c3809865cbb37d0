import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { execa, execaNode } from "execa";
import { localExecutor, slurmExecutor } from "../../harness/plan/index.ts";
import { addStrategy, program, sleeps } from "../commands/fixture/checkout.ts";
import { pidsNaming } from "../commands/fixture/processes.ts";
import { recordsIn } from "../commands/fixture/records.ts";
import { executorConformance, listener, makeGround, never } from "../plan/conformance.ts";
import { type Cluster, startCluster, whyNoSlurm } from "./node.ts";

const reason = whyNoSlurm();

describe("on a real Slurm of one node", { skip: reason ?? false }, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-slurm-"));
  const ground = makeGround(folder);
  let cluster: Cluster;
  before(async () => {
    cluster = await startCluster(path.join(folder, "slurm"));
  });
  after(async () => {
    await cluster?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  const executor = slurmExecutor({ program, patienceSeconds: 2, atStop: async () => "cancel" });
  executorConformance("slurm", executor, ground);

  test("its records are those of a local run, with the same fingerprints", async () => {
    const stored = await ground.job("local");
    await localExecutor({ program, jobs: 2 }).run(stored, listener().observer, never);
    assert.deepEqual(recordsIn(ground.results("slurm")), recordsIn(ground.results("local")));
  });

  test("a task that is killed half-way is submitted again, goes on, and its record counts the starts", async () => {
    const stored = await ground.job("killed");
    const { notes, observer } = listener();
    const running = executor.run(stored, observer, never);
    const attempts = path.join(stored.job.cache, "attempts");
    while (!existsSync(attempts) || readdirSync(attempts).length === 0) await sleep(20);
    for (const pid of pidsNaming("work", stored.file, "--report")) process.kill(pid, "SIGKILL");
    const { endings } = await running;
    assert.ok([...endings.values()].every(({ state }) => state === "recorded"));
    assert.ok(
      notes.some((note) => /tasks ended without a record/.test(note)),
      notes.join("; "),
    );
    assert.deepEqual(recordsIn(ground.results("killed")), recordsIn(ground.results("local")));
    assert.ok(attemptsIn(ground.results("killed")).includes(2));
  });

  test("a task that Slurm requeues is no failure", async () => {
    const stored = await ground.job("requeued");
    const { heard, observer } = listener();
    const running = executor.run(stored, observer, never);
    while (!heard.some(([, what]) => what === "progress")) await sleep(20);
    const { stdout } = await execa("squeue", ["--noheader", "--array", "--states=RUNNING", "--format=%F_%K"]);
    const task = stdout.split("\n").find((id) => /_\d+$/.test(id))!;
    await execa("scontrol", ["requeue", task]);
    // Slurm would let two minutes pass.
    const isPending = async () =>
      (await execa("squeue", ["--noheader", "--array", "--format=%F_%K %T"])).stdout.includes(
        `${task} PENDING`,
      );
    while (!(await isPending())) await sleep(100);
    await execa("scontrol", ["update", `JobId=${task}`, "StartTime=now"]);
    const { endings } = await running;
    assert.ok([...endings.values()].every(({ state }) => state === "recorded"));
    assert.deepEqual(recordsIn(ground.results("requeued")), recordsIn(ground.results("local")));
  });

  test("a run can be left, and the same command follows what it submitted", async () => {
    const [results, cache] = ["results", "cache"].map((name) => path.join(folder, "left", name));
    const command = [
      ...[
        "run",
        "--tier",
        "smoke",
        "--task",
        "gaussian-mixture",
        "--submission",
        "random",
        "--seeds",
        "0..3",
      ],
      ...["--isolation", "auto", "--executor", "slurm", "--root", ground.checkout],
      ...["--results", results!, "--cache", cache!],
    ];
    const run = (...more: string[]) => execaNode(program, [...command, ...more], { reject: false });
    const left = await run("--leave", "--array-limit", "1");
    assert.equal(left.exitCode, 0, left.stderr);
    const [, job] = /4 cells are with Slurm \(jobs (\d+)\)/.exec(left.stderr) ?? [];
    assert.ok(job !== undefined, left.stderr);
    const followed = await run();
    assert.equal(followed.exitCode, 0, followed.stderr);
    assert.match(followed.stderr, /cells are with Slurm already/);
    assert.equal(Object.keys(recordsIn(results!)).length, 4);
    const [name] = readdirSync(path.join(cache!, "slurm"));
    const arrays = JSON.parse(
      readFileSync(path.join(cache!, "slurm", name!, "arrays.json"), "utf8"),
    ) as object[];
    assert.equal(arrays.length, 1, "nothing was submitted twice");
    const again = await run();
    assert.match(again.stderr, /4 of 4 cells are already done/);
  });

  test("stopped without a terminal it says what goes on, and how to end it", async () => {
    addStrategy(ground.checkout, "naps", sleeps);
    const running = execaNode(
      program,
      [
        ...["run", "--cell", "gaussian-mixture/smoke/naps/0", "--isolation", "auto", "--executor", "slurm"],
        ...["--root", ground.checkout, "--results", path.join(folder, "naps", "results")],
        ...["--cache", path.join(folder, "naps", "cache")],
      ],
      { reject: false, stdin: "ignore" },
    );
    let told = "";
    running.stderr!.on("data", (text: Buffer) => {
      told += text.toString();
    });
    const arrays = async () =>
      (await execa("squeue", ["--noheader", "--format=%F"])).stdout.split("\n").filter(Boolean);
    while ((await arrays()).length === 0) await sleep(100);
    await sleep(500);
    running.kill("SIGINT");
    const { exitCode } = await running;
    assert.equal(exitCode, 130, told);
    const [, job] = /`scancel (\d+)` ends them; logs are in/.exec(told) ?? [];
    assert.ok(job !== undefined, told);
    assert.deepEqual([...new Set(await arrays())], [job]);
    await execa("scancel", [job]);
    while ((await arrays()).length > 0) await sleep(100);
  });

  test("what Slurm refuses is said in its words", async () => {
    const stored = await ground.job("refused by slurm");
    const elsewhere = slurmExecutor({ program, partition: "nowhere", atStop: async () => "cancel" });
    await assert.rejects(elsewhere.run(stored, listener().observer, never), {
      code: "slurm-refused",
      blame: "environment",
      message: /invalid partition/i,
    });
  });
});

function attemptsIn(results: string): readonly number[] {
  const files = readdirSync(results, { recursive: true }).map(String);
  return files
    .filter((file) => file.endsWith(".json"))
    .map((file) => {
      const record = JSON.parse(readFileSync(path.join(results, file), "utf8")) as {
        execution: { attempts: number };
      };
      return record.execution.attempts;
    });
}
