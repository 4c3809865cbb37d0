import type { ChildProcess } from "node:child_process";
import { constants } from "node:os";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import { execa } from "execa";
import { BenchError } from "../errors/index.ts";
import { bareKitEnvironment, kitFolder } from "../kit/index.ts";
import type { Limits } from "../task/index.ts";
import type { Isolation } from "./isolation.ts";
import { resolveProgram } from "./program.ts";
import { limitedArguments, sandboxArguments, sandboxEnvironment, sandboxWrappers } from "./sandbox.ts";

export interface LaunchRequest {
  readonly run: readonly string[];
  readonly folder: string;
  readonly limits: Limits;
  readonly isolation: Isolation;
}

/** A process tree that has just been started. */
export interface Launched {
  readonly pid: number;
  /** Processes of the tree that belong to the sandbox. */
  readonly wrappers: number;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Exit status; 128 + n for signal n. */
  readonly exited: Promise<number>;
  readonly stderrClosed: Promise<void>;
  /** Whether the sandbox came up and the program in it ran; known once it has ended. */
  readonly started: Promise<boolean>;
}

interface Command {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

const statusFd = 3;

/** Starts a manifest's `run`. Throws when the program, or the sandbox, is not there. */
export function launch(request: LaunchRequest, scratch: string): Launched {
  const { run, folder, isolation } = request;
  const program = resolveProgram(run[0]!, folder, isolation);
  const isSandboxed = isolation === "bubblewrap";
  const argv = [program, ...run.slice(1)];
  const command = isSandboxed ? sandboxed(request, argv) : unsandboxed(request, argv, scratch);
  const child = start(command, isSandboxed);
  if (child.pid === undefined) throw noSandbox();
  return {
    pid: child.pid,
    wrappers: isSandboxed ? sandboxWrappers : 0,
    stdin: child.stdin!,
    stdout: child.stdout!,
    stderr: child.stderr!,
    exited: new Promise((resolve) => {
      child.once("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal!]));
    }),
    stderrClosed: new Promise((resolve) => {
      child.stderr!.once("close", resolve);
    }),
    started: isSandboxed ? hasReported(child.stdio[statusFd] as Readable) : Promise.resolve(true),
  };
}

function start({ argv, cwd, env }: Command, isSandboxed: boolean): ChildProcess {
  const [file, ...args] = argv;
  const subprocess = execa(file!, args, {
    cwd,
    env,
    extendEnv: false,
    stdio: isSandboxed ? ["pipe", "pipe", "pipe", "pipe"] : ["pipe", "pipe", "pipe"],
    detached: !isSandboxed,
    buffer: false,
    reject: false,
  });
  return subprocess.nodeChildProcess;
}

function sandboxed({ folder, limits }: LaunchRequest, argv: readonly string[]): Command {
  const args = sandboxArguments({ folder: path.resolve(folder), limits, argv, statusFd });
  return { argv: ["bwrap", ...args], cwd: "/", env: { PATH: process.env["PATH"] ?? "" } };
}

function unsandboxed({ folder, limits }: LaunchRequest, argv: readonly string[], scratch: string): Command {
  return {
    argv: limitedArguments(limits.memoryMiB, argv),
    cwd: folder,
    env: {
      ...sandboxEnvironment(path.dirname(process.execPath), scratch),
      ...bareKitEnvironment(kitFolder),
    },
  };
}

/** Bubblewrap reports an exit code only for a program that it has started. */
async function hasReported(status: Readable): Promise<boolean> {
  let text = "";
  for await (const chunk of status) text += String(chunk);
  return text.includes('"exit-code"');
}

function noSandbox(): BenchError {
  return new BenchError("bubblewrap could not be started", {
    code: "sandbox-missing",
    blame: "environment",
    mend: "Run `npx collapse-bench doctor`, which says what is missing.",
  });
}
