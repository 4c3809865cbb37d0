import { readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import writeFileAtomic from "write-file-atomic";
import { BenchError, hasErrnoCode } from "../errors/index.ts";

/**
 * Writes a file whole or not at all, and its folder when that is missing. Throws `BenchError` (blame environment) where the
 * disk does not take it.
 */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFileAtomic(file, typeof content === "string" ? content : Buffer.from(content));
  } catch (error) {
    throw diskProblem(error, file) ?? error;
  }
}

/** The text of a file that may not have been written yet; undefined where there is none. */
export function textIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (hasErrnoCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** Tries to write into a folder, which is made when it is missing. Throws `BenchError` (blame environment) with the remedy. */
export async function checkWritable(folder: string): Promise<void> {
  const probe = path.join(folder, `.probe-${process.pid}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(probe, "whether this folder takes a file");
    await rm(probe);
  } catch (error) {
    throw diskProblem(error, folder) ?? error;
  }
}

const fullCodes: readonly string[] = ["ENOSPC", "EDQUOT"];
const closedCodes: readonly string[] = [
  "EROFS",
  "EACCES",
  "EPERM",
  "ENOTDIR",
  "EISDIR",
  "EEXIST",
  "ENOENT",
  "EIO",
];

/**
 * The error of a write that the disk refused, in words; undefined for any other. `file` is what was to be written, unless the
 * error says it.
 */
export function diskProblem(error: unknown, file?: string): BenchError | undefined {
  const where = file ?? pathOf(error);
  const what = { blame: "environment", cause: error, ...(where === undefined ? {} : { where }) } as const;
  if (fullCodes.some((code) => hasErrnoCode(error, code)))
    return new BenchError("the disk is full", {
      ...what,
      code: "disk-full",
      mend: "Free some space there and run the same command: records are whole, and finished rounds are kept.",
    });
  if (file === undefined || !closedCodes.some((code) => hasErrnoCode(error, code))) return undefined;
  return new BenchError(`nothing can be written there (${(error as NodeJS.ErrnoException).code})`, {
    ...what,
    code: "disk-closed",
    mend: "Allow writing there, or name another folder with --results or --cache.",
  });
}

/** Whether an error would meet whatever is written next, too. */
export function isDiskProblem(error: unknown): boolean {
  return error instanceof BenchError && ["disk-full", "disk-closed"].includes(error.code);
}

function pathOf(error: unknown): string | undefined {
  return error instanceof Error && "path" in error && typeof error.path === "string" ? error.path : undefined;
}
