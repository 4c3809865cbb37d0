import { existsSync } from "node:fs";
import { appendFile, mkdir, readFile, rm, stat } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  canonicalHash,
  diskProblem,
  isDiskProblem,
  openArtifacts,
  withLock,
  withLockIfFree,
} from "../artifacts/index.ts";
import { BenchError, explain } from "../errors/index.ts";
import { type CellResult, identityOf, runCell } from "../loop/index.ts";
import { logFileIn, type ResultRecord, withHashes, writeRecord, writeRunLog } from "../record/index.ts";
import type { Selector } from "../selection/index.ts";
import { checkNeeds, type Runtimes, strategySelector } from "../strategy/index.ts";
import { limitsHash, tierOf } from "../task/index.ts";
import type { Cell } from "./cells.ts";
import type { CellEnding } from "./executor.ts";
import type { Job } from "./job.ts";
import type { MeasuredMachine } from "./measure.ts";
import { stateOfCell } from "./state.ts";
import type { TurnEnding } from "./turn.ts";

export interface RecordingOptions {
  readonly job: Job;
  readonly measured: MeasuredMachine;
  /** A cell held by another process is waited for. */
  readonly wait: boolean;
  readonly signal: AbortSignal;
  progress(text: string): void;
}

/** Runs a cell and writes its record, unless it is done or another process has it. Throws what keeps it from running. */
export async function recordCell(cell: Cell, options: RecordingOptions): Promise<TurnEnding> {
  const { job, wait } = options;
  const key = canonicalHash([path.resolve(job.results), cell.id]);
  const lock = path.join(job.cache, "locks", key);
  const work = () => runOnce(cell, key, options);
  if (wait) return withLock(lock, work);
  return (await withLockIfFree(lock, work)) ?? { state: "busy" };
}

/** What an error means for the run: nothing is recorded, and who can mend it is said. */
export function notRun(thrown: unknown): CellEnding {
  const error = diskProblem(thrown) ?? thrown;
  const blame = error instanceof BenchError ? error.blame : "harness";
  const stack = blame === "harness" && error instanceof Error ? `\n${error.stack}` : "";
  const consequence = isDiskProblem(error) ? { stopsRun: true as const } : {};
  return { state: "not-run", blame, reason: explain(error) + stack, ...consequence };
}

async function runOnce(cell: Cell, key: string, options: RecordingOptions): Promise<TurnEnding> {
  const { job, measured, signal, progress } = options;
  const found = stateOfCell(cell, job.results);
  if (found.state === "done" && found.record.execution.startedAt !== job.replaces[cell.id])
    return { state: "already-done", ...failureOf(found.record) };
  const needed = await checkNeeds(cell.entry.submission);
  const attemptsFile = path.join(job.cache, "attempts", key);
  const attempts = await countAttempt(attemptsFile);
  const workFolder = path.join(job.cache, "cells");
  const logFile = logFileIn(path.join(workFolder, "logs"), identityOf(cell).cell);
  // Attempts that a kill ended belong to the record; what a record was made of before does not.
  if (attempts === 1) await rm(logFile, { force: true });
  const startedAt = new Date();
  const startMs = performance.now();
  const result = await runCell(cell, {
    artifacts: openArtifacts(path.join(job.cache, "artifacts")),
    device: measured.device,
    selector: selectorOf(cell, options, logFile),
    workFolder,
    progress: ({ regime, round }, phase) => progress(`${regime} ${round} ${phase}`),
  });
  if (await isDoubtful(result, signal)) return { state: "stopped" };
  const seconds = (performance.now() - startMs) / 1000;
  const timing = { startedAt: startedAt.toISOString(), seconds, attempts };
  const record = recordOf(cell, result, { measured, needed, timing });
  // First, since a cell with a record is not run again; a log without its record is of no run.
  await writeRunLog(job.results, record, existsSync(logFile) ? await readFile(logFile) : new Uint8Array());
  const file = await writeRecord(job.results, record);
  await rm(attemptsFile, { force: true });
  await result.finish();
  return { state: "recorded", file, seconds, ...failureOf(record, result.explanation) };
}

/** A signal to a whole group of processes may end a strategy a moment before it is heard here. */
const hearingMs = 200;

async function isDoubtful({ repeatable }: CellResult, signal: AbortSignal): Promise<boolean> {
  if (repeatable.outcome.status === "ok") return false;
  await sleep(hearingMs);
  return signal.aborted;
}

/** What ended a cell: in the words of its record, or in more where they are known. */
function failureOf({ outcome }: ResultRecord, explanation?: string): { readonly failure?: string } {
  return outcome.status === "failed" ? { failure: explanation ?? outcome.message } : {};
}

/** The submitted program itself, in the sandbox; its log lies beside the checkpoints. */
function selectorOf(cell: Cell, { job, measured, signal }: RecordingOptions, logFile: string): Selector {
  const { task, tier, entry } = cell;
  return strategySelector({
    entry,
    task: task.name,
    tier,
    fields: task.file.frozen.fields,
    limits: tierOf(task, tier).limits,
    isolation: measured.isolation,
    signal,
    setups: path.join(job.cache, "setups"),
    logFile,
  });
}

/** With what, and in what time, a cell was run. */
interface Circumstances {
  readonly measured: MeasuredMachine;
  /** What the manifest's `needs` found. */
  readonly needed: Runtimes;
  readonly timing: { readonly startedAt: string; readonly seconds: number; readonly attempts: number };
}

function recordOf(
  { task, tier }: Cell,
  { repeatable, rounds }: CellResult,
  { measured, needed, timing }: Circumstances,
): ResultRecord {
  const { provenance } = measured;
  const peakMemoryMiB = Math.round(process.resourceUsage().maxRSS / 1024);
  const copied = Object.entries(rounds).map(([regime, list]) => [regime, [...list]]);
  return withHashes({
    ...repeatable,
    task: { ...repeatable.task, limits: limitsHash(task, tier) },
    provenance: { ...provenance, runtimes: { ...provenance.runtimes, ...needed } },
    execution: { ...timing, peakMemoryMiB, rounds: Object.fromEntries(copied) },
  });
}

/** Every start since the last record counts, also one that a crash or a kill ended. */
async function countAttempt(file: string): Promise<number> {
  await mkdir(path.dirname(file), { recursive: true });
  await appendFile(file, ".");
  return (await stat(file)).size;
}
