import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from "node:fs";
import { devNull } from "node:os";

export interface StartRequest {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** From descriptor 3 on: `pipe`, or a descriptor of this process. */
  readonly further: readonly ("pipe" | number)[];
  /** cgroup.procs files of the groups it is to be in. */
  readonly entrances: readonly string[];
}

/**
 * Starts a command by way of a shell that enters its groups and then becomes it, with standard streams and `further`
 * open and nothing else. It is first in line when the machine runs out of memory, so that it ends and not the harness.
 */
export function startProgram({ argv, cwd, env, further, entrances }: StartRequest): ChildProcess {
  const last = 2 + further.length;
  const [file, ...args] = process.platform === "linux" ? entering(argv, entrances, last) : argv;
  const nothing = openSync(devNull, "r");
  try {
    const open = ["pipe" as const, "pipe" as const, "pipe" as const, ...further];
    const leaks = leakingDescriptors().filter((descriptor) => descriptor >= open.length);
    const stdio: ("pipe" | "ignore" | number)[] = [...open];
    for (let descriptor = open.length; descriptor <= Math.max(0, ...leaks); descriptor++)
      stdio.push(leaks.includes(descriptor) ? nothing : "ignore");
    // Ctrl-C in a terminal is for the harness, which ends the strategy itself.
    return spawn(file!, args, { cwd, env, stdio, detached: true });
  } finally {
    closeSync(nothing);
  }
}

const bash = "/bin/bash";

function entering(argv: readonly string[], entrances: readonly string[], last: number): readonly string[] {
  const enter = `for entrance do shift; [ "$entrance" = -- ] && break; echo 0 > "$entrance" || exit; done`;
  const steps = ["echo 1000 > /proc/self/oom_score_adj", enter];
  const hasBash = existsSync(bash);
  if (hasBash) steps.push(closingBeyond(last));
  return [
    // Bash takes a socket on its input for a remote login, and would run the user's ~/.bashrc.
    ...(hasBash ? [bash, "--norc"] : ["/bin/sh"]),
    "-c",
    [...steps, 'exec "$@"'].join("\n"),
    "sh",
    ...entrances,
    "--",
    ...argv,
  ];
}

/** For bash: other shells cannot name a descriptor of two digits. */
function closingBeyond(last: number): string {
  return `for file in /proc/self/fd/*; do fd=\${file##*/}; [ "$fd" -le ${last} ] || eval "exec $fd>&-"; done`;
}

/**
 * Descriptors of this process that a new program would inherit: from who started it, or opened by a library. Where
 * no shell can close them they are open on the null device instead.
 */
function leakingDescriptors(): readonly number[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc/self/fd")
    .map(Number)
    .filter((descriptor) => descriptor > 2 && !isClosedOnExec(descriptor));
}

function isClosedOnExec(descriptor: number): boolean {
  const closeOnExec = 0o2000000;
  try {
    const flags = /^flags:\s+(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, "latin1"))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & closeOnExec) !== 0;
  } catch {
    return true;
  }
}
