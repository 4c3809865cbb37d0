import { BenchError, messageOf } from "../../../harness/errors/index.ts";

const full: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);
const closed: ReadonlySet<string> = new Set(["EACCES", "EPERM", "EROFS"]);
const others: ReadonlySet<string> = new Set([
  "ENOTDIR",
  "EEXIST",
  "EIO",
  "EMFILE",
  "ENFILE",
  "ENAMETOOLONG",
  "ELOOP",
]);

/**
 * Runs work that writes under a folder; what the disk refuses comes out as `disk-full`, `disk-read-only` or
 * `disk-refused`, with what is safe and what to do.
 */
export async function storing<T>(dataDir: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw diskError(error, dataDir) ?? error;
  }
}

/** What the disk refused, if that is what an error is. */
export function diskError(error: unknown, dataDir: string): BenchError | undefined {
  if (error instanceof BenchError || !(error instanceof Error)) return undefined;
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === undefined) return undefined;
  const told = {
    where: path ?? dataDir,
    received: messageOf(error),
    blame: "environment",
    cause: error,
  } as const;
  const safe = "Corpora stored before are as they were, and what was begun is removed.";
  if (full.has(code))
    return new BenchError("there is no room left to store the corpus", {
      ...told,
      code: "disk-full",
      mend: `${safe} Free some space, or name a folder on another disk with --data-dir; an import needs twice the size of its texts.`,
    });
  if (closed.has(code))
    return new BenchError("corpora cannot be stored here", {
      ...told,
      code: "disk-read-only",
      mend: `${safe} Name a folder that this user may write to with --data-dir.`,
    });
  if (!others.has(code)) return undefined;
  return new BenchError("the disk refused to store the corpus", {
    ...told,
    code: "disk-refused",
    mend: `${safe} Mend what the message names, or name another folder with --data-dir.`,
  });
}
