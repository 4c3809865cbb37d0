import { readFileSync, statfsSync } from "node:fs";
import { hasErrnoCode } from "../errors/index.ts";
import { type ProcessEntry, threadsOf } from "./process-tree.ts";

/** What a file in a memory file system costs the kernel besides its content: inode and directory entry. */
const inodeBytes = 1024;
/** As much as a socket's buffers may hold where nobody has raised the limits (socket(7), both directions). */
const socketBytes = 2 ** 20;
/** Programs have a few sockets for their own ends. */
const freeSockets = 64;
/** A process that maps more than this may have large page tables. */
const vastBytes = 16 * 2 ** 30;

/**
 * Memory that a tree holds, found by looking: of its processes, what they share counted by share (PSS), page tables
 * where they can be large, and the files and sockets they have beside it. What cannot be above `interesting` is only
 * estimated from above, which is cheaper.
 */
export function treeMemoryBytes(
  entries: readonly ProcessEntry[],
  inside: number | undefined,
  interesting: number,
): number {
  const beside = inside === undefined ? 0 : fileBytes(inside) + socketBytesOf(inside);
  const bound = beside + sum(entries, (entry) => entry.residentBytes + pageTableBytes(entry));
  if (bound <= interesting) return bound;
  const exact = () => beside + sum(entries, (entry) => proportionalBytes(entry) + pageTableBytes(entry));
  // Twice: processes that begin or end while they are added up count for more than they share.
  return Math.min(exact(), exact());
}

/** Nothing for a process that has ended meanwhile; resident size where the kernel does not tell shares. */
function proportionalBytes({ pid, residentBytes }: ProcessEntry): number {
  for (const thread of threadsOf(pid)) {
    try {
      const rollup = readFileSync(`/proc/${pid}/task/${thread}/smaps_rollup`, "latin1");
      return kibibytes(rollup, "Pss") ?? residentBytes;
    } catch (error) {
      if (!hasErrnoCode(error, "ESRCH") && !hasErrnoCode(error, "ENOENT")) return residentBytes;
    }
  }
  return 0;
}

function pageTableBytes({ pid, virtualBytes }: ProcessEntry): number {
  return virtualBytes > vastBytes ? (kibibytes(textOf(`/proc/${pid}/status`), "VmPTE") ?? 0) : 0;
}

/** A field of a text in which sizes are in kB, in bytes. */
function kibibytes(text: string, name: string): number | undefined {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1];
  return found === undefined ? undefined : Number(found) * 1024;
}

/** The number of files in the sandbox's scratch folders; their content has a limit of its own. */
function fileBytes(inside: number): number {
  return sum(["tmp", "dev/shm"], (folder) => {
    try {
      const { files, ffree } = statfsSync(`/proc/${inside}/root/${folder}`);
      return (files - ffree) * inodeBytes;
    } catch {
      return 0;
    }
  });
}

/** Sockets of the sandbox's own network (proc(5), net/protocols). */
function socketBytesOf(inside: number): number {
  const lines = textOf(`/proc/${inside}/net/protocols`).split("\n").slice(1).filter(Boolean);
  const sockets = sum(lines, (line) => Number(line.split(/\s+/)[2]));
  return Math.max(0, sockets - freeSockets) * socketBytes;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}

function sum<T>(values: readonly T[], pick: (value: T) => number): number {
  return values.reduce((total, value) => total + pick(value), 0);
}
