import { chmodSync, constants, copyFileSync, linkSync, mkdtempSync, rmSync } from "node:fs";
import { chmod, copyFile, mkdir, mkdtemp, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { kitFiles, kitFolder } from "../kit/index.ts";
import { submissionFiles } from "../submission/index.ts";

const temporaryPrefix = path.join(tmpdir(), "collapse-bench-");

/** A new folder that others may enter, but not list. */
export async function makeTemporaryFolder(): Promise<string> {
  const folder = await mkdtemp(temporaryPrefix);
  await chmod(folder, 0o711);
  return folder;
}

/** Copies exactly the files that a submission's hash covers: nothing unhashed is seen. */
export function copySubmission(folder: string, copy: string): Promise<void> {
  return copyFiles(folder, submissionFiles(folder), copy);
}

/** Copies what a strategy may import. */
export function copyKit(copy: string): Promise<void> {
  return copyFiles(kitFolder, kitFiles, copy);
}

/** Readable and executable for everybody or nobody; rounds that run at the same time share no file. */
async function copyFiles(folder: string, names: readonly string[], copy: string): Promise<void> {
  await mkdir(copy);
  for (const name of names) {
    const [from, to] = [path.join(folder, name), path.join(copy, name)];
    await mkdir(path.dirname(to), { recursive: true });
    await copyFile(from, to, constants.COPYFILE_FICLONE);
    const isProgram = ((await stat(from)).mode & 0o111) !== 0;
    await chmod(to, isProgram ? 0o755 : 0o644);
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
  chmodSync(folder, 0o711);
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  copied = path.join(folder, "node");
  copyFileSync(process.execPath, copied, constants.COPYFILE_FICLONE);
  return copied;
}
