import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { isDiskProblem, writeWhole } from "../artifacts/index.ts";
import { checkName } from "./check.ts";
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
  get(digest: string): RecordOutline | undefined;
  /** To be called with the outline of bytes that have been checked. */
  add(digest: string, outline: RecordOutline): void;
  /** As `CheckMemory` has it, of both. */
  keep(): Promise<void>;
}

/** A memory that knows nothing: everything is checked. */
export const noMemory: CheckMemory = { has: () => false, add: () => {}, keep: async () => {} };

/** The same for outlines: all are made of their records. */
export const noOutlines: OutlineMemory = {
  ...{ checks: noMemory, keep: noMemory.keep },
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

/** The same for outlines: behind a digest stand the outline and a sum of both, so that a damaged line is the outline of nothing. */
export function openOutlineMemory(cache: string): OutlineMemory {
  const file = path.join(cache, "records", "outlines.txt");
  const lines = openLines(file, `${checkName}, ${outlineName}`, mostOutlines);
  const checks = openCheckMemory(cache);
  return {
    checks,
    get(digest) {
      const line = lines.get(digest);
      if (line === undefined) return undefined;
      const json = line.slice(sumLength);
      return sumOf(digest, json) === line.slice(0, sumLength) ? JSON.parse(json) : undefined;
    },
    add(digest, outline) {
      const json = JSON.stringify(outline);
      lines.set(digest, sumOf(digest, json) + json);
    },
    async keep() {
      await lines.keep();
      await checks.keep();
    },
  };
}

const digestLength = 64;
const sumLength = 16;

function sumOf(digest: string, json: string): string {
  return hash("sha256", digest + json).slice(0, sumLength);
}

/** A file of lines that each begin with a digest, below the name of what made them. */
interface Lines {
  /** What stands behind a digest. */
  get(digest: string): string | undefined;
  set(digest: string, rest: string): void;
  keep(): Promise<void>;
}

function openLines(file: string, name: string, most: number): Lines {
  const known = linesIn(file, name);
  const asked = new Map<string, string>();
  let isNew = false;
  return {
    get(digest) {
      const found = known.get(digest);
      if (found !== undefined) asked.set(digest, found);
      return found;
    },
    set(digest, rest) {
      asked.set(digest, rest);
      isNew = true;
    },
    async keep() {
      if (!isNew) return;
      const others = [...linesIn(file, name)].filter(([digest]) => !asked.has(digest));
      const all = [...others, ...asked].slice(-most).map(([digest, rest]) => digest + rest);
      await writeWhole(file, [name, ...all, ""].join("\n")).catch(unlessDisk);
    },
  };
}

function linesIn(file: string, wanted: string): ReadonlyMap<string, string> {
  const [name, ...lines] = textOf(file).split("\n");
  if (name !== wanted) return new Map();
  const whole = lines.filter((line) => line.length >= digestLength);
  return new Map(whole.map((line) => [line.slice(0, digestLength), line.slice(digestLength)]));
}

/** Empty where there is none, or nothing that can be read. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "syscall" in error) return "";
    throw error;
  }
}

function unlessDisk(error: unknown): void {
  if (!isDiskProblem(error)) throw error;
}
