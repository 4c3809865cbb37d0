import { existsSync, lstatSync, readlinkSync } from "node:fs";
import { kitEnvironment, kitFolder, kitLink } from "../kit/index.ts";
import type { Limits } from "../task/index.ts";

/** What bubblewrap is asked for; every path below is one inside the sandbox. */
export interface SandboxRequest {
  /** Folder outside that becomes `/submission`, read-only. */
  readonly folder: string;
  readonly limits: Pick<Limits, "memoryMiB" | "scratchMiB">;
  readonly argv: readonly string[];
  /** File descriptor that bubblewrap reports to. */
  readonly statusFd?: number;
}

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
const nobody = "65534";

/** Arguments for `bwrap` (docs/sandbox.md gives the reason for each). */
export function sandboxArguments({ folder, limits, argv, statusFd }: SandboxRequest): string[] {
  const scratchBytes = String(limits.scratchMiB * 2 ** 20);
  return [
    ...["--unshare-user", "--disable-userns", "--unshare-all", "--die-with-parent", "--new-session"],
    ...["--cap-drop", "ALL", "--uid", nobody, "--gid", nobody, "--hostname", "strategy", "--clearenv"],
    ...(statusFd === undefined ? [] : ["--json-status-fd", String(statusFd)]),
    ...usrFolders.flatMap((name) => readOnly(`/usr/${name}`)),
    ...rootFolders.flatMap(mergedFolder),
    ...etcFiles.flatMap((file) => readOnly(file)),
    ...["--proc", "/proc", "--remount-ro", "/proc"],
    ...["--dev", "/dev", "--size", scratchBytes, "--tmpfs", "/dev/shm", "--remount-ro", "/dev"],
    ...["--size", scratchBytes, "--tmpfs", "/tmp"],
    ...["--ro-bind", process.execPath, nodeMount, "--ro-bind", folder, submissionMount],
    ...["--ro-bind", kitFolder, kitMount, "--symlink", kitLink(kitMount).target, kitLink(kitMount).link],
    ...["--remount-ro", "/", "--chdir", submissionMount],
    ...environmentArguments(sandboxEnvironment(nodeMount.slice(0, nodeMount.lastIndexOf("/")), "/tmp")),
    ...environmentArguments(kitEnvironment(kitMount)),
    ...["--", ...limitedArguments(limits.memoryMiB, argv)],
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
  };
}

/**
 * `argv` under resource limits. The limit on data is a second line behind the watcher, for memory taken faster than
 * it looks; a limit on address space would break V8, which reserves far more than it uses.
 */
export function limitedArguments(memoryMiB: number, argv: readonly string[]): string[] {
  if (!existsSync(prlimit)) return [...argv];
  const dataBytes = memoryMiB * 2 ** 20 * 1.5 + 256 * 2 ** 20;
  return [prlimit, `--data=${Math.ceil(dataBytes)}`, "--core=0", "--nofile=1024", "--", ...argv];
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
