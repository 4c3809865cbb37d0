import { hasErrnoCode } from "../errors/index.ts";
import type { ControlGroup } from "./control-group.ts";
import { type ProcessEntry, runDelayOf, ticksPerSecond, treeOf } from "./process-tree.ts";
import { treeMemoryBytes } from "./tree-memory.ts";

/** What a strategy has used so far, and what the kernel has done about it. */
export interface Usage {
  readonly processorSeconds: number;
  /** Time that it waited for a processor. */
  readonly stalledSeconds: number;
  readonly peakMemoryBytes: number;
  /** Now; bubblewrap's own not counted. */
  readonly processes: number;
  /** Processes and threads, now. */
  readonly tasks: number;
  readonly isOutOfMemory: boolean;
  readonly isMachineOutOfMemory: boolean;
  readonly wasRefusedTask: boolean;
}

/** Measures a process tree and ends it. */
export interface UsageMeter {
  read(): Usage;
  /** Kills what can be found of it; true when nothing is left. */
  kill(): boolean;
}

export interface MeterSigns {
  readonly root: number;
  /** Processes of the tree that belong to the sandbox: the first ones. */
  readonly wrappers: number;
  readonly isSandboxed: boolean;
  /** Kills the root, and with it all in the sandbox. */
  killRoot(): void;
  /** Stands in the environment of every process of the tree: finds children that left parent and session. */
  readonly mark: string | undefined;
}

/** Reads from the control group what it counts, and from /proc what it does not. */
export function openUsageMeter(signs: MeterSigns, group: ControlGroup | undefined): UsageMeter {
  const isCounted = group?.home.countsMemory === true && group.home.tasks !== undefined;
  // Without the sandbox a process may leave its group.
  return isCounted && signs.isSandboxed ? countedUsage(signs, group) : watchedUsage(signs, group);
}

function countedUsage(signs: MeterSigns, group: ControlGroup): UsageMeter {
  function read(): Usage {
    const { peakMemoryBytes = 0, processorSeconds = 0, stalledSeconds = 0, ...reading } = group.read();
    const processes = Math.max(0, group.pids().length - signs.wrappers);
    return { ...reading, peakMemoryBytes, processorSeconds, stalledSeconds, processes, tasks: 0 };
  }

  function kill(): boolean {
    signs.killRoot();
    group.kill();
    return group.pids().length === 0;
  }

  return { read, kill };
}

function watchedUsage(signs: MeterSigns, group: ControlGroup | undefined): UsageMeter {
  const known = new Map<number, number>();
  const ownTicks = new Map<string, number>();
  let peakMemoryBytes = 0;
  let processorSeconds = 0;
  let stalledSeconds = 0;
  let lastDelays: ReadonlyMap<string, number> = new Map();

  function members(mark?: string): readonly ProcessEntry[] {
    const entries = treeOf({ root: signs.root, known, listed: new Set(group?.pids()), mark });
    for (const { pid, startedAt } of entries) known.set(pid, startedAt);
    return entries;
  }

  /** The larger of two sums that both miss something: children that nobody waited for, children between two looks. */
  function ticksOf(entries: readonly ProcessEntry[]): number {
    for (const { pid, startedAt, ownTicks: ticks } of entries) ownTicks.set(`${pid} ${startedAt}`, ticks);
    const waitedFor = sum(entries, (entry) => entry.ownTicks + entry.childrenTicks);
    return Math.max(
      waitedFor,
      sum([...ownTicks.values()], (ticks) => ticks),
    );
  }

  /** The longest that any of them has waited since the last look; what they wait for each other is not added up. */
  function stalledSince(entries: readonly ProcessEntry[]): number {
    const delays = new Map(entries.map(({ pid, startedAt }) => [`${pid} ${startedAt}`, runDelayOf(pid)]));
    const grown = [...delays].map(([name, seconds]) => seconds - (lastDelays.get(name) ?? seconds));
    lastDelays = delays;
    return Math.max(0, ...grown);
  }

  function read(): Usage {
    // First, since all else takes its time among many processes: who starts them by the hundred is not to be told that its time is up.
    const counted = group?.read();
    const entries = members();
    const live = entries.filter((entry) => !entry.isZombie);
    // Only once the strategy itself runs is the sandbox's file system in its place.
    const inside = signs.isSandboxed && live.length > signs.wrappers ? live.at(-1)?.pid : undefined;
    peakMemoryBytes = Math.max(peakMemoryBytes, treeMemoryBytes(live, inside, peakMemoryBytes));
    processorSeconds = Math.max(processorSeconds, ticksOf(entries) / ticksPerSecond);
    stalledSeconds += stalledSince(live);
    return {
      isOutOfMemory: false,
      isMachineOutOfMemory: false,
      wasRefusedTask: false,
      ...counted,
      processorSeconds: counted?.processorSeconds ?? processorSeconds,
      stalledSeconds: counted?.stalledSeconds ?? stalledSeconds,
      peakMemoryBytes: counted?.peakMemoryBytes ?? peakMemoryBytes,
      processes: Math.max(0, live.length - signs.wrappers),
      tasks: sum(entries, (entry) => entry.threads),
    };
  }

  function kill(): boolean {
    // The quickest way first: while a fork bomb goes on, every look at it is slow.
    signs.killRoot();
    group?.kill();
    const alive = members(signs.mark).filter((entry) => !entry.isZombie);
    for (const { pid } of alive) killOne(pid);
    return alive.length === 0;
  }

  return { read, kill };
}

function killOne(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!hasErrnoCode(error, "ESRCH")) throw error;
  }
}

function sum<T>(values: readonly T[], pick: (value: T) => number): number {
  return values.reduce((total, value) => total + pick(value), 0);
}
