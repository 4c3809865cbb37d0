import { readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { execa } from "execa";
import { coreCount } from "../machine/index.ts";
import type { ResultRecord } from "./schema.ts";

export type Provenance = ResultRecord["provenance"];

const codePaths = ["harness", "tasks", "submissions", "package.json", "package-lock.json"];

/** With what a record is made: harness commit, versions, machine. `device` and `isolation` are the run's choice. */
export async function gatherProvenance(
  root: string,
  choice: Pick<Provenance, "device" | "isolation">,
): Promise<Provenance> {
  const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as PackageFile;
  return {
    harness: { version: manifest.version, ...(await commitOf(root)) },
    node: process.versions.node,
    packages: manifest.dependencies,
    os: `${os.type()} ${os.release()} ${os.arch()}`,
    cpu: os.cpus()[0]?.model.trim() ?? "unknown",
    cores: coreCount(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    ...choice,
  };
}

interface PackageFile {
  readonly version: string;
  readonly dependencies: Record<string, string>;
}

async function commitOf(root: string): Promise<{ commit: string | null; dirty: boolean }> {
  const git = (...args: string[]) => execa("git", args, { cwd: root, reject: false });
  const head = await git("rev-parse", "HEAD");
  if (head.failed) return { commit: null, dirty: true };
  const status = await git("status", "--porcelain", "--", ...codePaths);
  return { commit: head.stdout, dirty: status.stdout !== "" };
}
