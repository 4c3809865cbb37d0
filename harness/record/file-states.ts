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
}

/** Which bytes files had when they were read, for as long as their states are those they were read in. */
export interface FileStates {
  /** The digest of a file's bytes where its state tells; undefined where it has to be read. */
  digestOf(file: string): string | undefined;
  /** Reads a file, and remembers its state. */
  read(file: string): FileBytes;
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
export const noStates: FileStates = { digestOf: () => undefined, read: bytesOf, keep: async () => {} };

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
  return {
    digestOf: (file) => (reread ? undefined : knownDigest(lines, file)),
    read(file) {
      const at = BigInt(now()) * 1_000_000n;
      const { state, ...found } = readWithState(file);
      if (isSettled(state, at)) lines.set(keyOf(file), textOf(state) + found.digest);
      return found;
    },
    keep: lines.keep,
  };
}

function knownDigest(lines: KeptLines, file: string): string | undefined {
  const line = lines.get(keyOf(file));
  if (line === undefined) return undefined;
  const state = textOf(statSync(file, { bigint: true }));
  return line.startsWith(state) ? line.slice(state.length) : undefined;
}

function bytesOf(file: string): FileBytes {
  const bytes = readFileSync(file);
  return { file, bytes, digest: hash("sha256", bytes) };
}

/** The state is that of before the first byte was read: what changes while it is read has another one afterwards. */
function readWithState(file: string): FileBytes & { readonly state: State } {
  const handle = openSync(file, "r");
  try {
    const state = fstatSync(handle, { bigint: true });
    const bytes = readFileSync(handle);
    return { file, bytes, digest: hash("sha256", bytes), state };
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
