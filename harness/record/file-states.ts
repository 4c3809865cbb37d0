import { hash } from "node:crypto";
import { closeSync, fstatSync, openSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { type KeptLines, openLines } from "../artifacts/index.ts";

/** A file's bytes, and what is known of them by themselves. */
export interface FileBytes {
  readonly file: string;
  readonly bytes: Buffer;
  /** SHA-256 in hex. */
  readonly digest: string;
  /** Of before the first byte was read; undefined where it is not to be believed later. */
  readonly state: string | undefined;
}

/** Which bytes files had when they were read, for as long as their states are those they were read in. */
export interface FileStates {
  /** The digest of a file's bytes where its state tells; undefined where it has to be read. */
  digestOf(file: string): string | undefined;
  /** Reads a file, and remembers its state. */
  read(file: string): FileBytes;
  /** The same of a file that somebody else has read. */
  remember(file: string, read: Pick<FileBytes, "digest" | "state">): void;
  keep(): Promise<void>;
}

/** What of a file changes with its bytes. Nothing that a program can set covers a change: `ctimeNs` is the system's own. */
interface State {
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
}

/** States of files that nothing is known of: all are read. */
export const noStates: FileStates = {
  digestOf: () => undefined,
  read: bytesOf,
  remember: () => {},
  keep: async () => {},
};

const mostFiles = 100_000;

/**
 * File systems count time in steps, of 2 seconds at most (FAT): a file that changes twice within one has the same state twice. So of one that
 * changed less than this before it was read, the state is not believed (git calls it racily clean).
 */
const settledNs = 3_000_000_000n;

export interface StatesOptions {
  /** Whether every file is read, whatever its state. */
  readonly reread?: boolean;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** The memory below a cache folder. A line is of a file's absolute path, by its SHA-256; one that is damaged is of no file, no state, or the digest of nothing. */
export function openFileStates(
  cache: string,
  { reread = false, now = Date.now }: StatesOptions = {},
): FileStates {
  const lines = openLines(path.join(cache, "records", "files.txt"), "files 1", mostFiles);
  const remember: FileStates["remember"] = (file, { digest, state }) => {
    if (state !== undefined) lines.set(keyOf(file), state + digest);
  };
  return {
    digestOf: (file) => (reread ? undefined : knownDigest(lines, file)),
    read(file) {
      const found = bytesOf(file, now);
      remember(file, found);
      return found;
    },
    remember,
    keep: lines.keep,
  };
}

function knownDigest(lines: KeptLines, file: string): string | undefined {
  const line = lines.get(keyOf(file));
  if (line === undefined) return undefined;
  const state = textOf(statSync(file, { bigint: true }));
  return line.startsWith(state) ? line.slice(state.length) : undefined;
}

/** Reads a file. What changes while it is read has another state afterwards. */
export function bytesOf(file: string, now: () => number = Date.now): FileBytes {
  const at = BigInt(now()) * 1_000_000n;
  const handle = openSync(file, "r");
  try {
    const state = fstatSync(handle, { bigint: true });
    const bytes = readFileSync(handle);
    const told = isSettled(state, at) ? textOf(state) : undefined;
    return { file, bytes, digest: hash("sha256", bytes), state: told };
  } finally {
    closeSync(handle);
  }
}

function keyOf(file: string): string {
  return hash("sha256", path.resolve(file));
}

function textOf({ ino, size, mtimeNs, ctimeNs }: State): string {
  return ` ${ino} ${size} ${mtimeNs} ${ctimeNs} `;
}

function isSettled({ mtimeNs, ctimeNs }: State, at: bigint): boolean {
  return (mtimeNs > ctimeNs ? mtimeNs : ctimeNs) + settledNs < at;
}
