import { setTimeout as sleep } from "node:timers/promises";
import { BenchError, hasErrnoCode } from "../errors/index.ts";
import { StrategyFailure } from "../selection/index.ts";
import type { Limits } from "../task/index.ts";
import { type ProcessEntry, treeOf } from "./process-tree.ts";

/** Looks at a process tree several times a second, and ends it. */
export interface TreeWatch {
  /** Highest sum of resident memory seen; pages shared by processes count once for each. */
  peakMemoryMiB(): number;
  /** Looks once more, now. */
  look(): void;
  /** Kills every process of the tree and waits until none is left. */
  kill(): Promise<void>;
}

export interface WatchRequest {
  readonly root: number;
  /** Processes of the tree that belong to the sandbox. */
  readonly wrappers: number;
  /** Stands in the environment of every process of the tree: finds children that left parent and session between two looks. */
  readonly mark: string | undefined;
  readonly limits: Limits;
  readonly onExceeded: (failure: StrategyFailure) => void;
}

const intervalMs = 100;
const killTimeoutMs = 10_000;
/** A program may well have a thread for each core; many times more than that is a fork bomb made of threads. */
const threadsPerProcess = 16;

/** Starts watching; calls `onExceeded` once when memory, processes or threads pass a limit. */
export function watchTree({ root, wrappers, mark, limits, onExceeded }: WatchRequest): TreeWatch {
  const known = new Map<number, number>();
  let peakBytes = 0;

  function sample(sought?: string): ProcessEntry[] {
    const entries = treeOf(root, known, sought).filter((entry) => !entry.isZombie);
    for (const { pid, startedAt } of entries) known.set(pid, startedAt);
    return entries;
  }

  function check(): void {
    const entries = sample();
    const bytes = sum(entries, (entry) => entry.residentBytes);
    peakBytes = Math.max(peakBytes, bytes);
    const threads = sum(entries, (entry) => entry.threads);
    const processes = entries.length - wrappers;
    if (processes > limits.processes || threads > limits.processes * threadsPerProcess)
      exceeded(tooManyProcesses(limits.processes));
    else if (bytes > limits.memoryMiB * 2 ** 20) exceeded(outOfMemory(limits.memoryMiB));
  }

  function exceeded(failure: StrategyFailure): void {
    clearInterval(timer);
    onExceeded(failure);
  }

  async function kill(): Promise<void> {
    clearInterval(timer);
    const start = performance.now();
    for (let alive = sample(mark); alive.length > 0; alive = sample(mark)) {
      if (performance.now() - start > killTimeoutMs) throw unkillable();
      for (const { pid } of alive) killOne(pid);
      await sleep(5);
    }
  }

  const timer = setInterval(check, intervalMs);
  check();
  return { peakMemoryMiB: () => peakBytes / 2 ** 20, look: check, kill };
}

function killOne(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!hasErrnoCode(error, "ESRCH")) throw error;
  }
}

function sum(entries: readonly ProcessEntry[], pick: (entry: ProcessEntry) => number): number {
  return entries.reduce((total, entry) => total + pick(entry), 0);
}

function outOfMemory(memoryMiB: number): StrategyFailure {
  return new StrategyFailure("out-of-memory", "used more memory than allowed", {
    expected: `at most ${memoryMiB} MiB for all its processes`,
    mend: "Keep less of the pool in memory.",
  });
}

function tooManyProcesses(processes: number): StrategyFailure {
  return new StrategyFailure("too-many-processes", "started more processes than allowed", {
    expected: `at most ${processes} at a time, with ${threadsPerProcess} threads each on average`,
    mend: "Start fewer processes.",
  });
}

function unkillable(): BenchError {
  return new BenchError("a strategy's processes could not be ended", {
    code: "strategy-unkillable",
    blame: "environment",
    mend: "End them by hand, then run the command again.",
  });
}
