import { readdirSync, readFileSync } from "node:fs";

/** One process, as /proc shows it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  readonly isZombie: boolean;
  readonly threads: number;
  /** Clock ticks since boot; with `pid` it names a process for good. */
  readonly startedAt: number;
  readonly residentBytes: number;
}

const pageBytes = process.platform === "linux" ? readPageBytes() : 0;

/**
 * Every process that is `root`, descends from it, shares its session, is in `known`, or has `mark` in the environment it was started
 * with; empty without /proc.
 */
export function treeOf(root: number, known: ReadonlyMap<number, number>, mark?: string): ProcessEntry[] {
  if (root <= 1) throw new RangeError(`${root} cannot be the root of a strategy's processes`);
  const all = scan();
  const isMarked = ({ pid }: ProcessEntry) => mark !== undefined && environmentOf(pid).includes(mark);
  const own = all.filter((entry) => isMember(entry, root, known) || isMarked(entry));
  const members = new Set(own.map(({ pid }) => pid));
  let size: number;
  do {
    size = members.size;
    for (const { pid, parent } of all) if (members.has(parent)) members.add(pid);
  } while (members.size > size);
  return all.filter(({ pid }) => members.has(pid));
}

function isMember(entry: ProcessEntry, root: number, known: ReadonlyMap<number, number>): boolean {
  const startedAt = known.get(entry.pid);
  if (startedAt !== undefined) return startedAt === entry.startedAt;
  return entry.session === root || (entry.pid === root && known.size === 0);
}

function scan(): ProcessEntry[] {
  if (pageBytes === 0) return [];
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0)
    .map(readEntry)
    .filter((entry) => entry !== undefined);
}

/** Empty when the process has just ended, or is another user's. */
function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1");
  } catch {
    return "";
  }
}

/** Fields as numbered in proc_pid_stat(5); undefined when the process has just ended. */
function readEntry(pid: number): ProcessEntry | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return undefined;
  }
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const field = (number: number) => Number(fields[number - 3]);
  return {
    pid,
    parent: field(4),
    session: field(6),
    isZombie: fields[0] === "Z" || fields[0] === "X",
    threads: field(20),
    startedAt: field(22),
    residentBytes: field(24) * pageBytes,
  };
}

/** AT_PAGESZ of this process's auxiliary vector (getauxval(3)). */
function readPageBytes(): number {
  const pageSizeKey = 6n;
  const vector = readFileSync("/proc/self/auxv");
  for (let at = 0; at + 16 <= vector.length; at += 16)
    if (vector.readBigUInt64LE(at) === pageSizeKey) return Number(vector.readBigUInt64LE(at + 8));
  return 4096;
}
