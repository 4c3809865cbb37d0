import { statfs } from "node:fs/promises";
import os from "node:os";
import { execa } from "execa";
import { lockReach } from "../artifacts/index.ts";
import { explain, visible } from "../errors/index.ts";
import { columns } from "../format/index.ts";
import { coreCount } from "../machine/index.ts";
import { type Enforcement, findIsolation, strategyRuntimes } from "../strategy/index.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import type { Workspace } from "./workspace.ts";

interface Check {
  readonly what: string;
  readonly state: "ok" | "missing" | "note";
  readonly found: string;
  /** What to do when it is missing. */
  readonly mend?: string;
}

const nodeWanted = 24;
const freeGiBWanted = 2;

/** Looks at everything a run needs, and says what to do about what is missing. */
export async function doctor(
  options: Pick<Workspace, "root" | "submissions" | "problems">,
  json: boolean,
): Promise<ExitCode> {
  const checks = [
    nodeCheck(),
    machineCheck(),
    ...(await sandboxChecks()),
    await pythonCheck(),
    await gitCheck(options.root),
    await diskCheck(options.root),
    lockCheck(options.root),
    ...submissionChecks(options),
    ...(await deviceChecks()),
  ];
  if (json) console.log(JSON.stringify({ checks }, null, 1));
  else print(checks);
  return checks.some((check) => check.state === "missing") ? exitCodes.notRun : exitCodes.ok;
}

function print(checks: readonly Check[]): void {
  console.log(columns(checks.map(({ what, state, found }) => [state, what, found])));
  for (const { what, mend } of checks) if (mend !== undefined) console.log(`\n${what}: ${mend}`);
}

function nodeCheck(): Check {
  const found = process.versions.node;
  const isRight = Number(found.split(".")[0]) >= nodeWanted;
  if (isRight) return { what: "Node", state: "ok", found };
  const mend = `Run \`npm ci\`, which brings Node ${nodeWanted} into the checkout, and start through npm or npx.`;
  return { what: "Node", state: "missing", found, mend };
}

function machineCheck(): Check {
  const memoryGiB = Math.round(os.totalmem() / 2 ** 30);
  const found = `${coreCount()} cores, ${memoryGiB} GiB, ${os.cpus()[0]?.model.trim()}`;
  return { what: "machine", state: "ok", found };
}

async function sandboxChecks(): Promise<readonly Check[]> {
  const isolation = await findIsolation();
  const sandbox: Check =
    isolation.kind === "bubblewrap"
      ? { what: "sandbox", state: "ok", found: `bubblewrap ${isolation.version}` }
      : { what: "sandbox", state: "missing", found: isolation.reason, mend: isolation.mend };
  return [sandbox, limitsCheck(isolation)];
}

function limitsCheck({ memory, processes, time }: Enforcement): Check {
  const kept = Object.entries({ memory, processes, time });
  const watched = kept.filter(([, keeper]) => keeper === "watched").map(([name]) => name);
  if (watched.length === 0) return { what: "limits", state: "ok", found: "kept by control groups" };
  const counted = kept.filter(([, keeper]) => keeper === "cgroup").map(([name]) => name);
  const rest = counted.length === 0 ? "" : `; ${counted.join(" and ")} by control groups`;
  return {
    what: "limits",
    state: "note",
    found: `${watched.join(" and ")} watched${rest}`,
    mend: "Failures by watched limits may differ from run to run; docs/sandbox.md says which machines have control groups for all.",
  };
}

async function pythonCheck(): Promise<Check> {
  const { python, numpy } = await strategyRuntimes();
  const found = `${python}, ${numpy === undefined ? "without numpy" : `numpy ${numpy}`}`;
  if (python !== undefined) return { what: "Python", state: "ok", found };
  const mend = "Strategies written in Python need /usr/bin/python3: apt-get install python3";
  return { what: "Python", state: "missing", found: "no /usr/bin/python3", mend };
}

async function gitCheck(root: string): Promise<Check> {
  const { failed, stdout } = await execa("git", ["rev-parse", "--short", "HEAD"], {
    cwd: root,
    reject: false,
  });
  if (!failed) return { what: "git", state: "ok", found: `commit ${stdout}` };
  const mend = "Records name the commit they were made with; install git and work in a clone.";
  return { what: "git", state: "note", found: "no commit", mend };
}

async function diskCheck(root: string): Promise<Check> {
  const { bavail, bsize } = await statfs(root);
  const freeGiB = Math.floor((bavail * bsize) / 2 ** 30);
  if (freeGiB >= freeGiBWanted) return { what: "disk", state: "ok", found: `${freeGiB} GiB free` };
  return { what: "disk", state: "missing", found: `${freeGiB} GiB free`, mend: `Free ${freeGiBWanted} GiB.` };
}

function lockCheck(root: string): Check {
  const { way, says } = lockReach(root);
  if (way === "kernel") return { what: "locks", state: "ok", found: `the kernel's (${says})` };
  const mend = "Nothing to do: workers are kept apart by links. docs/cluster.md says how to insist on locks.";
  return { what: "locks", state: "note", found: `may not hold between hosts (${says})`, mend };
}

/** Those that cannot be used are no fault of the machine: notes, which leave the exit code alone. */
function submissionChecks({
  submissions,
  problems,
}: Pick<Workspace, "submissions" | "problems">): readonly Check[] {
  const unusable = problems.map(({ slug, error }): Check => {
    return {
      what: `submission ${visible(slug)}`,
      state: "note",
      found: "cannot be used",
      mend: explain(error),
    };
  });
  return [{ what: "submissions", state: "ok", found: `${submissions.length} can be used` }, ...unusable];
}

/** The engine is loaded here only: the other commands start without it. */
async function deviceChecks(): Promise<readonly Check[]> {
  const { listDevices } = await import("../engine/index.ts");
  return (await listDevices()).map((device): Check => {
    if (device.state === "missing")
      return { what: `device ${device.name}`, state: "note", found: device.reason, mend: device.mend };
    const { name, kind, hardware, software } = device.info;
    const found = `${hardware}, ${kind}${software ? ", in software" : ""}`;
    return { what: `device ${name}`, state: "ok", found };
  });
}
