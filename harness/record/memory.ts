import path from "node:path";
import { openLines, openValues } from "../artifacts/index.ts";
import { checkName } from "./check.ts";
import { type FileStates, noStates, openFileStates, type StatesOptions } from "./file-states.ts";
import { outlineName, type RecordOutline } from "./outline.ts";

/** Which bytes `checkedRecord` has found to be a sound record's, by their SHA-256. */
export interface CheckMemory {
  has(digest: string): boolean;
  /** To be called for bytes that have been checked. */
  add(digest: string): void;
  /** Writes what has been added, for processes to come; what the disk does not take is checked again by them. */
  keep(): Promise<void>;
}

/** What scores read of records that were found sound, by the SHA-256 of their bytes. */
export interface OutlineMemory {
  /** Which bytes have been checked, whether or not their outlines are known. */
  readonly checks: CheckMemory;
  /** Which bytes files have, of those that need not be read to know. */
  readonly files: FileStates;
  get(digest: string): RecordOutline | undefined;
  /** To be called with the outline of bytes that have been checked. */
  add(digest: string, outline: RecordOutline): void;
  /** As `CheckMemory` has it, of all three. */
  keep(): Promise<void>;
}

/** A memory that knows nothing: everything is checked. */
export const noMemory: CheckMemory = { has: () => false, add: () => {}, keep: async () => {} };

/** The same for outlines: all are made of their records. */
export const noOutlines: OutlineMemory = {
  ...{ checks: noMemory, files: noStates, keep: noMemory.keep },
  get: () => undefined,
  add: () => {},
};

/** So many digests stay, those that were asked for last; 6 MiB of them. */
const mostChecked = 100_000;
/** Outlines take some 1.5 KB each. */
const mostOutlines = 50_000;

/**
 * The memory below a cache folder: the name of the check, then a digest a line. Bytes are known by themselves and not by the file they lie in, so a record
 * that changes is checked, whatever its size and time say; and a line that is damaged is the digest of nothing. Processes that keep at once
 * lose no more than each other's newest lines.
 */
export function openCheckMemory(cache: string): CheckMemory {
  const lines = openLines(path.join(cache, "records", "checked.txt"), checkName, mostChecked);
  return {
    has: (digest) => lines.get(digest) === "",
    add: (digest) => lines.set(digest, ""),
    keep: lines.keep,
  };
}

/** The same for outlines, and for the states of the files they are of. */
export function openOutlineMemory(cache: string, options: StatesOptions = {}): OutlineMemory {
  const file = path.join(cache, "records", "outlines.txt");
  const outlines = openValues<RecordOutline>(file, `${checkName}, ${outlineName}`, mostOutlines);
  const checks = openCheckMemory(cache);
  const files = openFileStates(cache, options);
  return {
    checks,
    files,
    get: outlines.get,
    add: outlines.set,
    async keep() {
      await outlines.keep();
      await checks.keep();
      await files.keep();
    },
  };
}
