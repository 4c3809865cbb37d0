import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { localExecutor, slurmExecutor } from "../../harness/plan/index.ts";
import { program } from "../commands/fixture/checkout.ts";
import { recordsIn } from "../commands/fixture/records.ts";
import { listener, makeGround, never } from "../plan/conformance.ts";
import { type Cluster, startCluster, whyNoSlurm } from "./node.ts";

const reason = whyNoSlurm();

describe("on a real Slurm of two nodes, without locks between them", { skip: reason ?? false }, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-two-nodes-"));
  const ground = makeGround(folder);
  const entries = ["random", "clean", "oracle"];
  const cells = entries.flatMap((entry) => [0, 1].map((seed) => `gaussian-mixture/smoke/${entry}/${seed}`));
  const executor = slurmExecutor({ program, patienceSeconds: 2, atStop: async () => "cancel" });
  let cluster: Cluster;
  before(async () => {
    process.env["COLLAPSE_BENCH_LOCKS"] = "claims";
    cluster = await startCluster(path.join(folder, "slurm"), 2);
  });
  after(async () => {
    delete process.env["COLLAPSE_BENCH_LOCKS"];
    await cluster?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  test("an array runs on both, and its records are those of a local run", async () => {
    await localExecutor({ program, jobs: 2 }).run(
      await ground.job("local", { cells }),
      listener().observer,
      never,
    );
    const { notes, observer } = listener();
    const { endings } = await executor.run(await ground.job("both", { cells }), observer, never);
    assert.ok([...endings.values()].every(({ state }) => state === "recorded"));
    assert.ok(
      notes.some((note) => /links are used instead/.test(note)),
      notes.join("; "),
    );
    assert.deepEqual(recordsIn(ground.results("both")), recordsIn(ground.results("local")));
    const { stdout } = await execa("squeue", ["--noheader", "--array", "--states=all", "--format=%N"]);
    assert.deepEqual([...new Set(stdout.split("\n").filter(Boolean))].sort(), cluster.nodes);
  });

  test("what a node was computing when it failed is computed on the other", async () => {
    const stored = await ground.job("failed", { cells });
    const { heard, observer } = listener();
    const running = executor.run(stored, observer, never);
    while (!heard.some(([, what]) => what === "progress")) await sleep(20);
    const { stdout } = await execa("squeue", [
      ...["--noheader", "--array", "--states=RUNNING", "--format=%F_%K %N"],
    ]);
    const [task, node] = stdout
      .split("\n")
      .find((line) => /^\d+_\d+ /.test(line))!
      .split(" ");
    await execa("scontrol", ["update", `NodeName=${node}`, "State=DOWN", "Reason=test"]);
    // Slurm would let two minutes pass before it begins again.
    for (let look = 0; look < 100; look++) {
      await execa("scontrol", ["update", `JobId=${task}`, "StartTime=now"], { reject: false });
      await sleep(100);
    }
    const { endings } = await running;
    assert.ok([...endings.values()].every(({ state }) => state === "recorded"));
    assert.deepEqual(recordsIn(ground.results("failed")), recordsIn(ground.results("local")));
  });
});
