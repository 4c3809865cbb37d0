import { readFileSync, realpathSync } from "node:fs";
import path from "node:path";

/** How processes keep each other out in a folder. */
export interface LockReach {
  /** `kernel`: advisory locks, which every process that sees the folder honours; `claims`: files made by an atomic link. */
  readonly way: "kernel" | "claims";
  /** What a person should know of it: the file system, and why its locks do not do. */
  readonly says: string;
}

interface Mount {
  readonly place: string;
  readonly type: string;
  readonly options: readonly string[];
}

/** Whether locks of file systems that several hosts can see hold between those hosts; `undefined` where they do. */
const flaws: Readonly<Record<string, (options: readonly string[]) => string | undefined>> = {
  nfs: flawOfNfs,
  nfs4: flawOfNfs,
  lustre: (options) => (options.includes("flock") ? undefined : "it is mounted without flock"),
  cifs: flawOfCifs,
  smb3: flawOfCifs,
  gpfs: () => undefined,
  ceph: () => undefined,
  gfs2: () => undefined,
  ocfs2: () => undefined,
  "9p": () => "its locks stay on one host",
  afs: () => "its locks stay on one host",
  beegfs: () => "its locks stay on one host unless it is set up otherwise",
  pvfs2: () => "it has no locks",
  virtiofs: () => "its locks may stay on one host",
};

const ways = ["kernel", "claims"] as const;

/**
 * How processes keep each other out in a folder that exists: by what is mounted there (`mounts` as in Linux's
 * /proc/self/mountinfo), or by `wish`, as the variable COLLAPSE_BENCH_LOCKS has it.
 */
export function lockReach(
  folder: string,
  mounts = mountTable(),
  wish = process.env["COLLAPSE_BENCH_LOCKS"],
): LockReach {
  const wished = ways.find((way) => way === wish);
  if (wished !== undefined) return { way: wished, says: "by COLLAPSE_BENCH_LOCKS" };
  const found = mountOf(realpathSync(folder), mounts);
  if (found === undefined) return { way: "kernel", says: "the file system is unknown" };
  const flaw = flawOf(found);
  if (flaw === undefined) return { way: "kernel", says: found.type };
  return { way: "claims", says: `${found.type}: ${flaw}` };
}

function flawOf({ type, options }: Mount): string | undefined {
  if (type.startsWith("fuse.")) return "locks of such file systems may stay on one host";
  return flaws[type]?.(options);
}

function flawOfNfs(options: readonly string[]): string | undefined {
  const local = options.find((option) => /^(nolock|local_lock=(all|posix))$/.test(option));
  return local === undefined ? undefined : `it is mounted with ${local}`;
}

function flawOfCifs(options: readonly string[]): string | undefined {
  return options.includes("nobrl") ? "it is mounted with nobrl" : undefined;
}

/** The mount that a path lies on: the deepest, and of those at one place the last. */
function mountOf(folder: string, table: string): Mount | undefined {
  const around = table
    .split("\n")
    .flatMap(mountIn)
    .filter(({ place }) => folder === place || folder.startsWith(place === "/" ? place : place + path.sep));
  return around.reduce<Mount | undefined>(
    (best, mount) => (best !== undefined && best.place.length > mount.place.length ? best : mount),
    undefined,
  );
}

/** A line of mountinfo: `id parent device root place options… - type source options`, blanks written as `\040`. */
function mountIn(line: string): readonly Mount[] {
  const [before, after] = line.split(" - ");
  const place = before?.split(" ")[4];
  const [type, , options = ""] = after?.split(" ") ?? [];
  if (place === undefined || type === undefined) return [];
  const own = before!.split(" ")[5] ?? "";
  return [{ place: unescaped(place), type, options: `${own},${options}`.split(",") }];
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

function mountTable(): string {
  try {
    return readFileSync("/proc/self/mountinfo", "utf8");
  } catch {
    return "";
  }
}
