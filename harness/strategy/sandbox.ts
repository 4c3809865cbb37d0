import { existsSync, lstatSync, readlinkSync } from "node:fs";
import { kitEnvironment, kitLink } from "../kit/index.ts";
import type { Limits } from "../task/index.ts";
import { countsTasksApart } from "./unprivileged.ts";

/** What a sandbox is for: a round; or the setup before any, which writes into the folder and has the network. */
export type Purpose = "round" | "setup";

/** What bubblewrap is asked for; every path below is one inside the sandbox. */
export interface SandboxRequest {
  readonly purpose: Purpose;
  /** Folder outside that becomes `/submission`, read-only in a round. */
  readonly folder: string;
  /** Folder outside that becomes `/runtime/kit`, read-only. */
  readonly kit: string;
  /** Node outside. */
  readonly node: string;
  readonly limits: ProcessLimits;
  readonly argv: readonly string[];
}

/** Limits that each process has for itself. */
export interface ProcessLimits extends Pick<Limits, "memoryMiB" | "scratchMiB"> {
  /** Processes and threads together. */
  readonly tasks: number;
  /** Whether a control group holds all of them together to `memoryMiB`, and to `tasks`. */
  readonly isMemoryCounted: boolean;
  readonly areTasksCounted: boolean;
}

/** Descriptors that bubblewrap reports to, and reads the system call filter from. */
export const statusFd = 3;
export const filterFd = 4;

export const submissionMount = "/submission";
/** Where the harness's own Node is found, first on PATH. */
export const nodeMount = "/runtime/node";
/** What a strategy may import. */
export const kitMount = "/runtime/kit";
export const searchFolders = ["/usr/local/bin", "/usr/bin", "/bin"] as const;
/** Processes of a sandboxed tree that are bubblewrap's own: the one outside, and the first one inside. */
export const sandboxWrappers = 2;

const prlimit = "/usr/bin/prlimit";
const usrFolders = ["bin", "sbin", "lib", "lib32", "lib64", "libexec", "share", "local"] as const;
const rootFolders = ["/bin", "/sbin", "/lib", "/lib32", "/lib64"] as const;
/** Which shared library a name means, and nothing about the machine's users. */
const etcFiles = ["/etc/alternatives", "/etc/ld.so.cache"] as const;
/** What names and certificates of the network are looked up by. */
const networkFiles = [
  "/etc/resolv.conf",
  "/etc/nsswitch.conf",
  "/etc/ssl",
  "/etc/pki",
  "/etc/ca-certificates",
] as const;
const nobody = "65534";

/** Files of /proc that tell of the kernel's keys, and of others' locks. */
const hiddenFiles = ["/proc/keys", "/proc/key-users", "/proc/locks"] as const;

/** Arguments for `bwrap` (docs/sandbox.md gives the reason for each). */
export function sandboxArguments({ purpose, folder, kit, node, limits, argv }: SandboxRequest): string[] {
  const isSetup = purpose === "setup";
  const scratchBytes = String(limits.scratchMiB * 2 ** 20);
  return [
    ...["--unshare-user", "--disable-userns", "--unshare-all", ...(isSetup ? ["--share-net"] : [])],
    ...["--die-with-parent", "--new-session"],
    ...["--cap-drop", "ALL", "--uid", nobody, "--gid", nobody, "--hostname", "strategy", "--clearenv"],
    ...["--json-status-fd", String(statusFd), "--seccomp", String(filterFd)],
    ...usrFolders.flatMap((name) => readOnly(`/usr/${name}`)),
    ...rootFolders.flatMap(mergedFolder),
    ...[...etcFiles, ...(isSetup ? networkFiles : [])].flatMap((file) => readOnly(file)),
    ...["--proc", "/proc", ...hiddenProcesses()],
    ...["--dev", "/dev", "--size", scratchBytes, "--tmpfs", "/dev/shm", "--remount-ro", "/dev"],
    ...["--size", scratchBytes, "--tmpfs", "/tmp"],
    ...["--ro-bind", node, nodeMount, isSetup ? "--bind" : "--ro-bind", folder, submissionMount],
    ...["--ro-bind", kit, kitMount, "--symlink", kitLink(kitMount).target, kitLink(kitMount).link],
    ...["--remount-ro", "/", "--chdir", submissionMount],
    ...environmentArguments(sandboxEnvironment(nodeMount.slice(0, nodeMount.lastIndexOf("/")), "/tmp")),
    ...environmentArguments(kitEnvironment(kitMount)),
    ...["--", ...limitedArguments(limits, argv)],
  ];
}

/** The whole environment of a strategy. */
export function sandboxEnvironment(nodeFolder: string, scratch: string): Record<string, string> {
  return {
    PATH: [nodeFolder, ...searchFolders].join(":"),
    HOME: scratch,
    TMPDIR: scratch,
    LANG: "C.UTF-8",
    TZ: "UTC",
    PYTHONDONTWRITEBYTECODE: "1",
    // Python's sets and dictionaries of strings are otherwise in another order in each process.
    PYTHONHASHSEED: "0",
  };
}

/**
 * `argv` under resource limits. Where memory is only watched, the limit on data is a second line for what is taken
 * faster than it looks; a limit on address space would break V8, which reserves far more than it uses.
 */
export function limitedArguments(limits: ProcessLimits, argv: readonly string[]): string[] {
  if (!existsSync(prlimit)) return [...argv];
  const dataBytes = Math.ceil(limits.memoryMiB * 2 ** 20 * 1.5 + 256 * 2 ** 20);
  // A file that fills the scratch folder is told so by the folder, not by this.
  const fileBytes = (limits.scratchMiB + 1) * 2 ** 20;
  return [
    ...[prlimit, "--core=0", "--nofile=1024", `--fsize=${fileBytes}`],
    ...(limits.isMemoryCounted ? [] : [`--data=${dataBytes}`]),
    // More than the watcher allows, so that it is the watcher that tells.
    ...(limits.areTasksCounted || !countsTasksApart() ? [] : [`--nproc=${Math.ceil(limits.tasks * 1.25)}`]),
    ...["--", ...argv],
  ];
}

/** Bubblewrap's own process inside shows its command line, with paths outside, and its memory. */
function hiddenProcesses(): string[] {
  const files = hiddenFiles.filter((file) => existsSync(file));
  return [
    ...["--size", "4096", "--tmpfs", "/proc/1", "--remount-ro", "/proc/1"],
    ...files.flatMap((file) => ["--ro-bind", "/dev/null", file]),
    ...["--remount-ro", "/proc"],
  ];
}

function readOnly(path: string): string[] {
  return existsSync(path) ? ["--ro-bind", path, path] : [];
}

/** `/bin` and the like are links into `/usr` on merged systems, folders of their own on others. */
function mergedFolder(folder: string): string[] {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return [];
  return found.isSymbolicLink() ? ["--symlink", readlinkSync(folder), folder] : readOnly(folder);
}

function environmentArguments(environment: Readonly<Record<string, string>>): string[] {
  return Object.entries(environment).flatMap(([name, value]) => ["--setenv", name, value]);
}
