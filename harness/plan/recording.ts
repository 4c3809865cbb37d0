import { appendFile, mkdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { canonicalHash, openArtifacts, withLock, withLockIfFree } from "../artifacts/index.ts";
import { BenchError, explain } from "../errors/index.ts";
import { type CellResult, runCell } from "../loop/index.ts";
import { fingerprintOf, type ResultRecord, writeRecord } from "../record/index.ts";
import type { Selector } from "../selection/index.ts";
import { type Isolation, strategySelector } from "../strategy/index.ts";
import { tierOf } from "../task/index.ts";
import type { Cell } from "./cells.ts";
import type { CellEnding, WorkerSetup } from "./messages.ts";
import { stateOfCell } from "./state.ts";

/** Runs a cell and writes its record, unless it is done or another process has it. Throws only for our own faults. */
export async function recordCell(
  cell: Cell,
  setup: WorkerSetup,
  wait: boolean,
  progress: (text: string) => void,
): Promise<CellEnding> {
  const key = canonicalHash([path.resolve(setup.results), cell.id]);
  const lock = path.join(setup.cache, "locks", key);
  const work = () => runOnce(cell, setup, key, progress);
  try {
    if (wait) return await withLock(lock, work);
    return (await withLockIfFree(lock, work)) ?? { state: "busy" };
  } catch (error) {
    const blame = error instanceof BenchError ? error.blame : "harness";
    const stack = blame === "harness" && error instanceof Error ? `\n${error.stack}` : "";
    return { state: "not-run", blame, reason: explain(error) + stack };
  }
}

async function runOnce(
  cell: Cell,
  setup: WorkerSetup,
  key: string,
  progress: (text: string) => void,
): Promise<CellEnding> {
  if (stateOfCell(cell, setup.results).state === "done") return { state: "already-done" };
  const attemptsFile = path.join(setup.cache, "attempts", key);
  const attempts = await countAttempt(attemptsFile);
  const startedAt = new Date();
  const workFolder = path.join(setup.cache, "cells");
  const result = await runCell(cell, {
    artifacts: openArtifacts(path.join(setup.cache, "artifacts")),
    device: setup.device,
    selector: selectorOf(cell, setup.isolation, workFolder),
    workFolder,
    progress: ({ regime, round }, phase) => progress(`${regime} ${round} ${phase}`),
  });
  const seconds = (Date.now() - startedAt.getTime()) / 1000;
  const record = recordOf(result, setup, { startedAt: startedAt.toISOString(), seconds, attempts });
  const file = await writeRecord(setup.results, record);
  await rm(attemptsFile, { force: true });
  await result.finish();
  const { outcome } = record;
  return {
    state: "recorded",
    file,
    seconds,
    ...(outcome.status === "failed" ? { failure: result.explanation ?? outcome.message } : {}),
  };
}

/** The submitted program itself, in the sandbox; its log lies beside the checkpoints. */
function selectorOf({ task, tier, entry, seed }: Cell, isolation: Isolation, workFolder: string): Selector {
  return strategySelector({
    entry,
    task: task.name,
    tier,
    fields: task.file.fields,
    limits: tierOf(task, tier).limits,
    isolation,
    logFile: path.join(workFolder, "logs", tier, task.name, entry.id, `${seed}.log`),
  });
}

function recordOf(
  { repeatable, rounds }: CellResult,
  setup: WorkerSetup,
  timing: { startedAt: string; seconds: number; attempts: number },
): ResultRecord {
  const peakMemoryMiB = Math.round(process.resourceUsage().maxRSS / 1024);
  const copied = Object.entries(rounds).map(([regime, list]) => [regime, [...list]]);
  return {
    ...repeatable,
    provenance: setup.provenance,
    execution: { ...timing, peakMemoryMiB, rounds: Object.fromEntries(copied) },
    fingerprint: fingerprintOf(repeatable),
  };
}

/** Every start since the last record counts, also one that a crash or a kill ended. */
async function countAttempt(file: string): Promise<number> {
  await mkdir(path.dirname(file), { recursive: true });
  await appendFile(file, ".");
  return (await stat(file)).size;
}
