import { readFileSync } from "node:fs";
import path from "node:path";
import { isDiskProblem, writeWhole } from "../artifacts/index.ts";
import { checkName } from "./check.ts";

/** Which bytes `checkedRecord` has found to be a sound record's, by their SHA-256. */
export interface CheckMemory {
  has(digest: string): boolean;
  /** To be called for bytes that have been checked. */
  add(digest: string): void;
  /** Writes what has been added, for processes to come; what the disk does not take is checked again by them. */
  keep(): Promise<void>;
}

/** A memory that knows nothing: everything is checked. */
export const noMemory: CheckMemory = { has: () => false, add: () => {}, keep: async () => {} };

/** So many digests stay, those that were asked for last; 6 MiB of them. */
const mostKept = 100_000;

/**
 * The memory below a cache folder: the name of the check, then a digest a line. Bytes are known by themselves and not by the file they lie in, so a record
 * that changes is checked, whatever its size and time say; and a line that is damaged is the digest of nothing. Processes that keep at once
 * lose no more than each other's newest lines.
 */
export function openCheckMemory(cache: string): CheckMemory {
  const file = path.join(cache, "records", "checked.txt");
  const known = digestsIn(file);
  const asked = new Set<string>();
  let isNew = false;
  return {
    has(digest) {
      const found = known.has(digest);
      if (found) asked.add(digest);
      return found;
    },
    add(digest) {
      asked.add(digest);
      isNew = true;
    },
    async keep() {
      if (!isNew) return;
      const all = [...digestsIn(file).difference(asked), ...asked].slice(-mostKept);
      await writeWhole(file, [checkName, ...all, ""].join("\n")).catch(unlessDisk);
    },
  };
}

function digestsIn(file: string): Set<string> {
  const [name, ...lines] = textOf(file).split("\n");
  return new Set(name === checkName ? lines.filter((line) => line.length === 64) : []);
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
