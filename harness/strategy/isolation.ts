import { existsSync } from "node:fs";
import { execa } from "execa";
import { sandboxArguments } from "./sandbox.ts";

/** How strategies are kept from the machine. */
export type Isolation = "bubblewrap" | "none";

export type FoundIsolation =
  | { readonly kind: "bubblewrap"; readonly version: string }
  | { readonly kind: "none"; readonly reason: string; readonly mend: string };

const oldestVersion = [0, 8] as const;
const install = "Install it: apt-get install bubblewrap.";

/** Tries the sandbox on a trivial program, with everything a strategy's sandbox has. */
export async function findIsolation(): Promise<FoundIsolation> {
  if (process.platform !== "linux")
    return none("the sandbox needs Linux", "Run on Linux, for example in a virtual machine.");
  const asked = await execa("bwrap", ["--version"], { reject: false });
  if (asked.failed) return none("bubblewrap is not installed", install);
  const version = /\d+\.\d+(\.\d+)?/.exec(asked.stdout)?.[0] ?? "0.0";
  if (isTooOld(version))
    return none(
      `bubblewrap ${version} is too old`,
      `Install bubblewrap ${oldestVersion.join(".")} or newer.`,
    );
  if (!existsSync("/usr/bin/prlimit"))
    return none("prlimit is not installed", "Install it: apt-get install util-linux.");
  return (await trySandbox()) ?? { kind: "bubblewrap", version };
}

async function trySandbox(): Promise<FoundIsolation | undefined> {
  const trivial = { folder: import.meta.dirname, limits: { memoryMiB: 256, scratchMiB: 1 }, argv: ["true"] };
  const tried = await execa("bwrap", sandboxArguments(trivial), { reject: false, timeout: 10_000 });
  if (!tried.failed) return undefined;
  return none(
    `bubblewrap does not work here: ${tried.stderr.split("\n")[0] || "it ended without a word"}`,
    "Allow unprivileged user namespaces; docs/sandbox.md says how on each system.",
  );
}

function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < oldestVersion[0] || (major === oldestVersion[0] && minor < oldestVersion[1]);
}

function none(reason: string, mend: string): FoundIsolation {
  return { kind: "none", reason, mend };
}
