import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { execa } from "execa";
import { type GroupHome, openGroup } from "./control-group.ts";
import { isFiltered } from "./filter.ts";
import { findGroupHome } from "./group-home.ts";
import { type Enforcement, enforcementBy } from "./isolation.ts";
import { launch } from "./launch.ts";
import { copyKit, makeTemporaryFolder } from "./private-copy.ts";
import { findBubblewrap } from "./program.ts";

export type FoundIsolation = Enforcement &
  (
    | { readonly kind: "bubblewrap"; readonly version: string }
    | { readonly kind: "none"; readonly reason: string; readonly mend: string }
  );

type Found = { kind: "bubblewrap"; version: string } | { kind: "none"; reason: string; mend: string };

const oldestVersion = [0, 8] as const;
const trialTasks = 100;
const trialTimeoutMs = 10_000;
const install = "Install it: apt-get install bubblewrap.";

/** Tries the sandbox on a trivial program, with everything a strategy's sandbox has. */
export async function findIsolation(): Promise<FoundIsolation> {
  const home = await findGroupHome();
  return { ...(await findSandbox(home)), ...enforcementBy(home) };
}

async function findSandbox(home: GroupHome | undefined): Promise<Found> {
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
  return (await trySandbox(home)) ?? { kind: "bubblewrap", version };
}

/** A strategy's own way into the sandbox, taken by Node. */
async function trySandbox(home: GroupHome | undefined): Promise<Found | undefined> {
  const folder = await makeTemporaryFolder();
  const limits = { memoryMiB: 256, scratchMiB: 1 };
  const group = home && openGroup(home, { memoryMiB: limits.memoryMiB, tasks: trialTasks });
  try {
    const scratch = path.join(folder, "scratch");
    const kit = path.join(folder, "kit");
    await mkdir(scratch);
    await copyKit(kit);
    const run = ["node", "--version"];
    const request = {
      purpose: "round",
      run,
      folder,
      kit,
      scratch,
      limits,
      tasks: trialTasks,
      isolation: "bubblewrap",
      group,
    } as const;
    const { stdin, stderr, exited, kill } = launch(request);
    stdin.destroy();
    const timer = setTimeout(kill, trialTimeoutMs);
    const [status, words] = await Promise.all([exited, text(stderr)]);
    clearTimeout(timer);
    if (status === 0) return undefined;
    return none(
      `bubblewrap does not work here: ${words.split("\n")[0] || "it ended without a word"}`,
      "Allow unprivileged user namespaces; docs/sandbox.md says how on each system.",
    );
  } finally {
    await group?.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < oldestVersion[0] || (major === oldestVersion[0] && minor < oldestVersion[1]);
}

function none(reason: string, mend: string): Found {
  return { kind: "none", reason, mend };
}
