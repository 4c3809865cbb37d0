import { readdirSync, readFileSync } from "node:fs";

/** One process, as /proc shows it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  /** All its threads have ended, and nobody has asked how. */
  readonly isZombie: boolean;
  readonly threads: number;
  /** Clock ticks since boot; with `pid` it names a process for good. */
  readonly startedAt: number;
  readonly virtualBytes: number;
  readonly residentBytes: number;
  /** Clock ticks of processor time of its own, ended threads included. */
  readonly ownTicks: number;
  /** The same of its children that have ended and been waited for, and of theirs. */
  readonly childrenTicks: number;
}

/** Clock ticks in a second, in all that /proc shows to programs (USER_HZ). */
export const ticksPerSecond = 100;

const pageBytes = process.platform === "linux" ? readPageBytes() : 0;

/** What tells the processes of a tree from all others. */
export interface TreeSigns {
  readonly root: number;
  /** Start times of processes seen in the tree before. */
  readonly known: ReadonlyMap<number, number>;
  /** Processes that are in the tree on another's word. */
  readonly listed: ReadonlySet<number>;
  /** Stands in the environment that a process of the tree was started with. */
  readonly mark?: string | undefined;
}

/** Every process that bears a sign of the tree, is in its root's session, or descends from one; empty without /proc. */
export function treeOf({ root, known, listed, mark }: TreeSigns): ProcessEntry[] {
  if (root <= 1) throw new RangeError(`${root} cannot be the root of a strategy's processes`);
  const all = scan();
  const isMarked = ({ pid }: ProcessEntry) => mark !== undefined && environmentOf(pid).includes(mark);
  const own = all.filter((entry) => listed.has(entry.pid) || isMember(entry, root, known) || isMarked(entry));
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

/** Undefined when the process has just ended. */
function readEntry(pid: number): ProcessEntry | undefined {
  const field = statOf(`/proc/${pid}`);
  if (field === undefined) return undefined;
  const threads = Number(field(20));
  const hasLeaderEnded = field(3) === "Z" || field(3) === "X";
  // A process whose first thread has ended shows no memory, although its other threads go on in it.
  const sized = hasLeaderEnded && threads > 1 ? (liveThreadOf(pid) ?? field) : field;
  return {
    pid,
    parent: Number(field(4)),
    session: Number(field(6)),
    isZombie: hasLeaderEnded && threads <= 1,
    threads,
    startedAt: Number(field(22)),
    virtualBytes: Number(sized(23)),
    residentBytes: Number(sized(24)) * pageBytes,
    ownTicks: Number(field(14)) + Number(field(15)),
    childrenTicks: Number(field(16)) + Number(field(17)),
  };
}

/** A field by its number in proc_pid_stat(5). */
type StatField = (number: number) => string | undefined;

function statOf(folder: string): StatField | undefined {
  try {
    const stat = readFileSync(`${folder}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (number) => fields[number - 3];
  } catch {
    return undefined;
  }
}

/** Seconds that the first thread of a process has waited for a processor (proc_pid_schedstat); 0 where nobody counts them. */
export function runDelayOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, "latin1").split(" ")[1]) / 1e9;
  } catch {
    return 0;
  }
}

function liveThreadOf(pid: number): StatField | undefined {
  return threadsOf(pid)
    .map((thread) => statOf(`/proc/${pid}/task/${thread}`))
    .find((field) => field !== undefined && field(3) !== "Z" && field(3) !== "X");
}

/** Numbers of a process's threads; empty when it has just ended. */
export function threadsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** AT_PAGESZ of this process's auxiliary vector (getauxval(3)). */
function readPageBytes(): number {
  const pageSizeKey = 6n;
  const vector = readFileSync("/proc/self/auxv");
  for (let at = 0; at + 16 <= vector.length; at += 16)
    if (vector.readBigUInt64LE(at) === pageSizeKey) return Number(vector.readBigUInt64LE(at + 8));
  return 4096;
}
