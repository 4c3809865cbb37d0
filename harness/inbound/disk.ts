import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { BenchError, hasErrnoCode, messageOf } from "../errors/index.ts";

/** What is written where, for whoever has to mend it. */
export interface DiskWrite {
  readonly place: string;
  /** The option that names another place. */
  readonly option: string;
  /** What is not lost. */
  readonly safe: string;
}

interface Refusal {
  readonly code: string;
  readonly says: string;
  readonly blame: "environment" | "usage";
  readonly errnos: string;
}

const refused = { code: "disk-refused", says: "the disk refused what was to be written" };
const refusals: readonly Refusal[] = [
  {
    code: "disk-full",
    says: "there is no room left on the disk",
    blame: "environment",
    errnos: "ENOSPC EDQUOT EFBIG",
  },
  {
    code: "disk-read-only",
    says: "this place cannot be written to",
    blame: "environment",
    errnos: "EACCES EPERM EROFS",
  },
  { ...refused, blame: "environment", errnos: "EIO EMFILE ENFILE" },
  { ...refused, blame: "usage", errnos: "ENOENT ENOTDIR EISDIR EEXIST ENAMETOOLONG ELOOP" },
];

/**
 * Runs work that writes; what the disk refuses comes out as `disk-full`, `disk-read-only` or `disk-refused`, with what is
 * safe and what to do.
 */
export async function storing<T>(writing: DiskWrite, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw diskError(error, writing) ?? error;
  }
}

/** Whether an error is the disk's own. */
export function isDiskRefusal(error: unknown): boolean {
  return refusalOf(error) !== undefined;
}

function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof BenchError || !(error instanceof Error)) return undefined;
  const { code } = error as NodeJS.ErrnoException;
  return refusals.find(({ errnos }) => code !== undefined && errnos.split(" ").includes(code));
}

/** What the disk refused, if that is what an error is. */
function diskError(error: unknown, { place, option, safe }: DiskWrite): BenchError | undefined {
  const refusal = refusalOf(error);
  if (refusal === undefined) return undefined;
  const { path: file } = error as NodeJS.ErrnoException;
  return new BenchError(refusal.says, {
    code: refusal.code,
    blame: refusal.blame,
    where: file ?? place,
    received: messageOf(error),
    mend: `${safe} Make room, or name another place with ${option}.`,
    cause: error,
  });
}

/** Makes a folder and those above it; on a disk that cannot be written to Node itself says that there is no such folder. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    if (!hasErrnoCode(error, "ENOENT")) throw error;
    let missing = path.resolve(folder);
    while (!existsSync(path.dirname(missing))) missing = path.dirname(missing);
    await mkdir(missing);
    throw error;
  }
}
