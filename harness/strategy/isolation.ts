import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { execa } from "execa";
import { entering } from "./entering.ts";
import { isFiltered, writeFilter } from "./filter.ts";
import { findGroupHome, type GroupHome } from "./group-home.ts";
import { privateNode, temporaryPrefix } from "./private-copy.ts";
import { findBubblewrap } from "./program.ts";
import { filterFd, nodeMount, sandboxArguments } from "./sandbox.ts";

/** How strategies are kept from the machine. */
export type Isolation = "bubblewrap" | "none";

/** Who keeps a limit: the kernel, by a control group, or the harness, which looks ten times a second. */
export type LimitKeeper = "cgroup" | "watched";

/** How this machine keeps the limits of a round. */
export interface Enforcement {
  readonly memory: LimitKeeper;
  /** Processes and threads together. */
  readonly processes: LimitKeeper;
  /** Processor time. */
  readonly time: LimitKeeper;
}

export type FoundIsolation = Enforcement &
  (
    | { readonly kind: "bubblewrap"; readonly version: string }
    | { readonly kind: "none"; readonly reason: string; readonly mend: string }
  );

type Found = { kind: "bubblewrap"; version: string } | { kind: "none"; reason: string; mend: string };

const oldestVersion = [0, 8] as const;
const install = "Install it: apt-get install bubblewrap.";

/** Tries the sandbox on a trivial program, with everything a strategy's sandbox has. */
export async function findIsolation(): Promise<FoundIsolation> {
  return { ...(await findSandbox()), ...enforcementBy(await findGroupHome()) };
}

/** What is kept how with groups made there, or without any. */
export function enforcementBy(home: GroupHome | undefined): Enforcement {
  return {
    memory: home?.countsMemory ? "cgroup" : "watched",
    processes: home?.tasks === undefined ? "watched" : "cgroup",
    time: home?.unified === undefined ? "watched" : "cgroup",
  };
}

async function findSandbox(): Promise<Found> {
  if (process.platform !== "linux")
    return none("the sandbox needs Linux", "Run on Linux, for example in a virtual machine.");
  if (!isFiltered(process.arch))
    return none(`there is no system call filter for ${process.arch}`, "Run on x86-64 or arm64.");
  const program = findBubblewrap();
  if (program === undefined) return none("bubblewrap is not installed", install);
  const asked = await execa(program, ["--version"], { reject: false });
  const version = /\d+\.\d+(\.\d+)?/.exec(asked.stdout)?.[0] ?? "0.0";
  if (isTooOld(version))
    return none(
      `bubblewrap ${version} is too old`,
      `Install bubblewrap ${oldestVersion.join(".")} or newer.`,
    );
  if (!existsSync("/usr/bin/prlimit"))
    return none("prlimit is not installed", "Install it: apt-get install util-linux.");
  return (await trySandbox(program)) ?? { kind: "bubblewrap", version };
}

async function trySandbox(program: string): Promise<Found | undefined> {
  const scratch = mkdtempSync(temporaryPrefix);
  try {
    const limits = { memoryMiB: 256, scratchMiB: 1, isMemoryCounted: false };
    const argv = [nodeMount, "--version"];
    const args = sandboxArguments({ folder: import.meta.dirname, node: privateNode(scratch), limits, argv });
    const open = { fd: filterFd, file: writeFilter(scratch, false) };
    const [file, ...rest] = entering([program, ...args], { open });
    const tried = await execa(file!, rest, {
      env: {},
      extendEnv: false,
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      reject: false,
      timeout: 10_000,
    });
    if (!tried.failed) return undefined;
    return none(
      `bubblewrap does not work here: ${tried.stderr.split("\n")[0] || "it ended without a word"}`,
      "Allow unprivileged user namespaces; docs/sandbox.md says how on each system.",
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < oldestVersion[0] || (major === oldestVersion[0] && minor < oldestVersion[1]);
}

function none(reason: string, mend: string): Found {
  return { kind: "none", reason, mend };
}
