import { readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { execa } from "execa";
import { coreCount, instructionSets } from "../machine/index.ts";
import type { Provenance } from "./schema.ts";

const codePaths = ["harness", "tasks", "submissions", "package.json", "package-lock.json"];

/** With what a result is made: harness commit, versions, machine. What `choice` says is the run's own. */
export async function gatherProvenance<Choice extends Pick<Provenance, "device">>(
  root: string,
  choice: Choice,
): Promise<Omit<Provenance, "device"> & Choice> {
  const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as PackageFile;
  return {
    harness: { version: manifest.version, ...(await commitOf(root)) },
    node: process.versions.node,
    packages: manifest.dependencies,
    os: `${os.type()} ${os.release()} ${os.arch()}`,
    cpu: os.cpus()[0]?.model.trim() ?? "unknown",
    ...instructionsOf(),
    cores: coreCount(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    ...choice,
  };
}

function instructionsOf(): Pick<Provenance, "instructions"> {
  const instructions = instructionSets();
  return instructions === undefined ? {} : { instructions: [...instructions] };
}

interface PackageFile {
  readonly version: string;
  readonly dependencies: Record<string, string>;
}

/** The commit of a checkout, and whether it was changed since; null where there is no git. */
export async function commitOf(root: string): Promise<{ commit: string | null; dirty: boolean }> {
  const git = (...args: string[]) => execa("git", args, { cwd: root, reject: false });
  const head = await git("rev-parse", "HEAD");
  if (head.failed) return { commit: null, dirty: true };
  const status = await git("status", "--porcelain", "--", ...codePaths);
  return { commit: head.stdout, dirty: status.stdout !== "" };
}
