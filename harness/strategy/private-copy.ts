import { constants, copyFileSync, linkSync, mkdtempSync, rmSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { submissionFiles } from "../submission/index.ts";

/** Names of the harness's temporary folders begin with this. */
export const temporaryPrefix = path.join(tmpdir(), "collapse-bench-");

/**
 * Copies exactly the files that a submission's hash covers: rounds that run at the same time share no file, and
 * nothing unhashed is seen.
 */
export async function copySubmission(folder: string, copy: string): Promise<void> {
  await mkdir(copy);
  for (const name of submissionFiles(folder)) {
    const file = path.join(copy, name);
    await mkdir(path.dirname(file), { recursive: true });
    await copyFile(path.join(folder, name), file, constants.COPYFILE_FICLONE);
  }
}

/**
 * The harness's own Node under a path that says nothing of where the checkout is: a second name for it in `folder`,
 * or, on another file system, one copy for this process.
 */
export function privateNode(folder: string): string {
  if (process.execPath.startsWith("/usr/")) return process.execPath;
  const file = path.join(folder, "node");
  try {
    linkSync(process.execPath, file);
    return file;
  } catch {
    return copiedNode();
  }
}

let copied: string | undefined;

function copiedNode(): string {
  if (copied !== undefined) return copied;
  const folder = mkdtempSync(temporaryPrefix);
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  copied = path.join(folder, "node");
  copyFileSync(process.execPath, copied, constants.COPYFILE_FICLONE);
  return copied;
}
