import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { hasErrnoCode } from "../errors/index.ts";
import type { Limits } from "../task/index.ts";

/** Where this process may make control groups, and what those will count. */
export interface GroupHome {
  /** A folder of cgroup v2; groups made in it count processor time. */
  readonly unified: string | undefined;
  /** Whether they limit and count memory too. */
  readonly countsMemory: boolean;
  /** The folder whose groups limit processes and threads: the same, or one of cgroup v1. */
  readonly tasks: string | undefined;
}

/** What a control group's files say about the processes that were in it. */
export interface GroupReading {
  /** Undefined, like the next, where the kernel does not count it here. */
  readonly processorSeconds: number | undefined;
  /** Highest so far, with everything the kernel charges. */
  readonly peakMemoryBytes: number | undefined;
  /** Time in which somebody of the group could have worked and no processor was free (PSI); undefined too before Linux 4.20, or where it is off. */
  readonly stalledSeconds: number | undefined;
  /** The group reached its memory limit, and was ended by the kernel for it. */
  readonly isOutOfMemory: boolean;
  /** Processes were ended for want of memory although the group was within its limit: the machine has too little. */
  readonly isMachineOutOfMemory: boolean;
  /** The kernel refused to start a process or thread. */
  readonly wasRefusedTask: boolean;
}

/** A control group that holds one round's processes and nothing else. */
export interface ControlGroup {
  readonly home: GroupHome;
  /** A process that writes 0 to these files is in the group, and so is all it starts. */
  readonly entrances: readonly string[];
  /** Its processes; those whose first thread has ended count while others go on. */
  pids(): readonly number[];
  read(): GroupReading;
  /** Ends everything in it, and lets nothing new begin. */
  kill(): void;
  /** Removes it once it is empty. */
  remove(): Promise<void>;
}

/** Tasks: processes and threads together. */
export interface GroupLimits {
  readonly memoryMiB: Limits["memoryMiB"];
  readonly tasks: number;
}

const removeTimeoutMs = 5000;
let opened = 0;

/** Makes a group for one round. */
export function openGroup(home: GroupHome, { memoryMiB, tasks }: GroupLimits): ControlGroup {
  const parents = [...new Set([home.unified, home.tasks])].filter((folder) => folder !== undefined);
  if (opened++ === 0) parents.forEach(removeLeftovers);
  const name = `${groupPrefix}${process.pid}-${opened}`;
  const folders = parents.map((parent) => path.join(parent, name));
  for (const folder of folders) mkdirSync(folder);
  const entrances = folders.map((folder) => path.join(folder, "cgroup.procs"));
  const unified = home.unified && path.join(home.unified, name);
  const memory = home.countsMemory ? unified : undefined;
  const numbers = home.tasks && path.join(home.tasks, name);
  if (memory !== undefined) limitMemory(memory, memoryMiB);
  if (numbers !== undefined) write(numbers, "pids.max", tasks);

  function read(): GroupReading {
    const events = memory === undefined ? undefined : fieldsOf(memory, "memory.events");
    const ended = events?.get("oom_kill") ?? 0;
    const reached = events?.get("oom") ?? 0;
    const used = unified === undefined ? undefined : fieldsOf(unified, "cpu.stat").get("usage_usec");
    const refused = numbers === undefined ? 0 : fieldsOf(numbers, "pids.events").get("max");
    return {
      processorSeconds: used === undefined ? undefined : used / 1e6,
      peakMemoryBytes: memory === undefined ? undefined : peakOf(memory),
      stalledSeconds: unified === undefined ? undefined : stalledIn(unified),
      isOutOfMemory: ended > 0 && reached > 0,
      isMachineOutOfMemory: ended > 0 && reached === 0,
      wasRefusedTask: refused !== undefined && refused > 0,
    };
  }

  function kill(): void {
    if (numbers !== undefined) write(numbers, "pids.max", 0);
    // Linux has the file since 5.14.
    if (unified !== undefined) forgive("ENOENT", () => write(unified, "cgroup.kill", 1));
    for (const pid of pidsIn(entrances[0]!)) forgive("ESRCH", () => process.kill(pid, "SIGKILL"));
  }

  async function remove(): Promise<void> {
    const start = performance.now();
    const isGone = () => folders.map(isRemoved).every((removed) => removed);
    while (!isGone() && performance.now() - start < removeTimeoutMs) await sleep(2);
  }

  return { home, entrances, pids: () => pidsIn(entrances[0]!), read, kill, remove };
}

/** At the limit the kernel ends the whole group, so that nothing of it goes on halved. */
function limitMemory(folder: string, memoryMiB: number): void {
  write(folder, "memory.max", memoryMiB * 2 ** 20);
  write(folder, "memory.oom.group", 1);
  forgive("ENOENT", () => write(folder, "memory.swap.max", 0));
}

function write(folder: string, file: string, value: number): void {
  // Without O_CREAT, which this file system refuses by another error than that there is no such file.
  writeFileSync(path.join(folder, file), String(value), { flag: "r+" });
}

/** Names of groups begin with this, and go on with the number of the process that made them. */
export const groupPrefix = "collapse-bench-";

/** Groups of harness processes that were ended before they could remove them. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const maker = new RegExp(`^${groupPrefix}(\\d+)-\\d+$`).exec(name)?.[1];
    if (maker !== undefined && (Number(maker) === process.pid || !isAlive(Number(maker))))
      isRemoved(path.join(folder, name));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasErrnoCode(error, "ESRCH");
  }
}

function isRemoved(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    return hasErrnoCode(error, "ENOENT");
  }
}

/** Before Linux 5.19 only what is held now is known. */
function peakOf(folder: string): number {
  const file = existsSync(path.join(folder, "memory.peak")) ? "memory.peak" : "memory.current";
  return Number(readFileSync(path.join(folder, file), "utf8"));
}

function stalledIn(folder: string): number | undefined {
  try {
    const text = readFileSync(path.join(folder, "cpu.pressure"), "utf8");
    const total = /^some .*total=(\d+)$/m.exec(text)?.[1];
    return total === undefined ? undefined : Number(total) / 1e6;
  } catch {
    // Absent, or there and switched off (EOPNOTSUPP).
    return undefined;
  }
}

function fieldsOf(folder: string, file: string): ReadonlyMap<string, number> {
  const lines = readFileSync(path.join(folder, file), "utf8").trim().split("\n");
  return new Map(lines.map((line) => line.split(" ")).map(([name, value]) => [name!, Number(value)]));
}

/** Process numbers in a cgroup.procs file. */
export function pidsIn(file: string): readonly number[] {
  const pids = readFileSync(file, "utf8").split("\n").map(Number);
  // The kernel writes 0 for a process that ends meanwhile; to `kill`, 0 is everybody in the caller's own group.
  return pids.filter((pid) => pid > 0);
}

function forgive(code: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!hasErrnoCode(error, code)) throw error;
  }
}
