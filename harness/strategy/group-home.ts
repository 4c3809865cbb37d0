import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { type GroupHome, groupPrefix, pidsIn } from "./control-group.ts";

const controllers = ["memory", "pids"] as const;
/** Holds the harness itself, for a group with processes of its own may not limit others in it. */
const harnessGroup = `${groupPrefix}harness`;
const managerTimeoutMs = 5000;

let found: Promise<GroupHome | undefined> | undefined;

/**
 * Where this process may make control groups: at the top for root, below its own group when that is delegated to it,
 * or in a scope of the user's systemd. Undefined where there is none, as in most containers. Looks once.
 */
export function findGroupHome(): Promise<GroupHome | undefined> {
  found ??= process.platform === "linux" ? search().catch(() => undefined) : Promise.resolve(undefined);
  return found;
}

async function search(): Promise<GroupHome | undefined> {
  const top = mountPoint("cgroup2", "");
  const homes = top === undefined ? [] : [homeIn(top), homeIn(ownGroup(top))];
  const complete = homes.find((home) => home?.countsMemory && home.tasks !== undefined);
  if (complete !== undefined) return complete;
  const scope = top === undefined ? undefined : await scopeHome(top);
  return scope ?? withTasks(homes.find((home) => home !== undefined));
}

/** Where a cgroup file system is mounted (proc_pid_mountinfo(5)). */
function mountPoint(type: "cgroup2" | "cgroup", option: string): string | undefined {
  const lines = readFileSync("/proc/self/mountinfo", "utf8").split("\n");
  const found = lines.find(
    (line) => line.includes(` - ${type} `) && (option === "" || line.split(/[ ,]/).includes(option)),
  );
  return found?.split(" ")[4];
}

/** On machines that still have cgroup v1, the controller of processes is often there. */
function withTasks(home: GroupHome | undefined): GroupHome | undefined {
  if (home?.tasks !== undefined) return home;
  const tasks = mountPoint("cgroup", "pids");
  if (tasks === undefined || !mayMakeGroups(tasks)) return home;
  return { unified: undefined, countsMemory: false, ...home, tasks };
}

/** This process's group, or the one above when the harness has already moved itself out of the way. */
function ownGroup(top: string): string {
  const line = readFileSync("/proc/self/cgroup", "utf8")
    .split("\n")
    .find((text) => text.startsWith("0::"));
  const own = path.join(top, line?.slice("0::".length) ?? "/");
  return path.basename(own) === harnessGroup ? path.dirname(own) : own;
}

function homeIn(folder: string): GroupHome | undefined {
  if (!mayMakeGroups(folder)) return undefined;
  try {
    const offered = wordsOf(path.join(folder, "cgroup.controllers"));
    for (const name of controllers) if (offered.includes(name)) switchOn(folder, name);
    const on = wordsOf(path.join(folder, "cgroup.subtree_control"));
    return {
      unified: folder,
      countsMemory: on.includes("memory"),
      tasks: on.includes("pids") ? folder : undefined,
    };
  } catch {
    return undefined;
  }
}

function mayMakeGroups(folder: string): boolean {
  try {
    const probe = path.join(folder, `${groupPrefix}${process.pid}-0`);
    mkdirSync(probe);
    rmdirSync(probe);
    return true;
  } catch {
    return false;
  }
}

function switchOn(folder: string, controller: string): void {
  const file = path.join(folder, "cgroup.subtree_control");
  if (wordsOf(file).includes(controller)) return;
  try {
    writeFileSync(file, `+${controller}`);
  } catch {
    stepAside(folder);
    writeFileSync(file, `+${controller}`);
  }
}

/** Moves this process and its ancestors into a group below; somebody else's processes in the group stop it. */
function stepAside(folder: string): void {
  const inside = pidsIn(path.join(folder, "cgroup.procs"));
  const own = new Set(ancestry(process.pid));
  if (inside.some((pid) => !own.has(pid))) return;
  const aside = path.join(folder, harnessGroup);
  mkdirSync(aside, { recursive: true });
  for (const pid of inside) writeFileSync(path.join(aside, "cgroup.procs"), String(pid));
}

function ancestry(pid: number): readonly number[] {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  return parent === 0 ? [pid] : [pid, ...ancestry(parent)];
}

/** Asks the user's systemd for a scope of its own, as `systemd-run --user --scope` does, and makes groups in it. */
async function scopeHome(top: string): Promise<GroupHome | undefined> {
  if (process.env["XDG_RUNTIME_DIR"] === undefined) return undefined;
  const manager = [
    "org.freedesktop.systemd1",
    "/org/freedesktop/systemd1",
    "org.freedesktop.systemd1.Manager",
  ];
  const scope = `${groupPrefix}${process.pid}.scope`;
  const properties = ["3", "PIDs", "au", "1", String(process.pid), "Delegate", "b", "true"];
  const collect = ["CollectMode", "s", "inactive-or-failed"];
  const call = ["StartTransientUnit", "ssa(sv)a(sa(sv))", scope, "fail", ...properties, ...collect, "0"];
  const asked = await execa("busctl", ["--user", "call", ...manager, ...call], {
    reject: false,
    timeout: managerTimeoutMs,
  });
  if (asked.failed || !(await isMovedTo(scope))) return undefined;
  return homeIn(ownGroup(top));
}

/** The manager answers before it has moved the process. */
async function isMovedTo(scope: string): Promise<boolean> {
  const start = performance.now();
  while (performance.now() - start < managerTimeoutMs) {
    if (readFileSync("/proc/self/cgroup", "utf8").includes(scope)) return true;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}

function wordsOf(file: string): readonly string[] {
  return readFileSync(file, "utf8").trim().split(/\s+/);
}
