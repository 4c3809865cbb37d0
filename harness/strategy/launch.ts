import { closeSync, openSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import { BenchError } from "../errors/index.ts";
import { bareKitEnvironment } from "../kit/index.ts";
import type { Limits } from "../task/index.ts";
import type { ControlGroup } from "./control-group.ts";
import { writeFilter } from "./filter.ts";
import type { Isolation } from "./isolation.ts";
import { privateNode } from "./private-copy.ts";
import { findBubblewrap, resolveProgram } from "./program.ts";
import {
  limitedArguments,
  type ProcessLimits,
  type Purpose,
  sandboxArguments,
  sandboxEnvironment,
  sandboxWrappers,
  statusFd,
} from "./sandbox.ts";
import { type StartRequest, startProgram } from "./start.ts";
import { unprivileged } from "./unprivileged.ts";

export interface LaunchRequest {
  readonly purpose: Purpose;
  readonly run: readonly string[];
  /** The private copy of the submission's files, or what its setup made of one. */
  readonly folder: string;
  /** The private copy of the kit. */
  readonly kit: string;
  /** The harness's own, outside the sandbox. */
  readonly scratch: string;
  readonly limits: Pick<Limits, "memoryMiB" | "scratchMiB">;
  /** Processes and threads together. */
  readonly tasks: number;
  readonly isolation: Isolation;
  readonly group: ControlGroup | undefined;
}

/** A process tree that has just been started. */
export interface Launched {
  readonly pid: number;
  /** Processes of the tree that belong to the sandbox. */
  readonly wrappers: number;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Kills the first process, and with it all in the sandbox. */
  kill(): void;
  /** Exit status; 128 + n for signal n. */
  readonly exited: Promise<number>;
  readonly stderrClosed: Promise<void>;
  /** Whether the sandbox came up and the program in it ran; known once it has ended. */
  readonly started: Promise<boolean>;
}

/** Starts a manifest's `run`. Throws when the program, or the sandbox, is not there. */
export function launch(request: LaunchRequest): Launched {
  const { run, folder, isolation } = request;
  const argv = [resolveProgram(run[0]!, folder, isolation), ...run.slice(1)];
  return isolation === "bubblewrap" ? launchInSandbox(request, argv) : launchBare(request, argv);
}

function launchInSandbox(request: LaunchRequest, argv: readonly string[]): Launched {
  const { purpose, folder, kit, scratch, group } = request;
  const program = findBubblewrap();
  if (program === undefined) throw noSandbox();
  const limits = processLimits(request);
  const args = sandboxArguments({ purpose, folder, kit, node: privateNode(scratch), limits, argv });
  const filter = openSync(
    writeFilter(scratch, { isMemoryCounted: limits.isMemoryCounted, sharesNetwork: purpose === "setup" }),
    "r",
  );
  try {
    return started(
      {
        argv: [...unprivileged(group), program, ...args],
        cwd: "/",
        env: {},
        further: ["pipe", filter],
        entrances: group?.entrances ?? [],
      },
      sandboxWrappers,
    );
  } finally {
    closeSync(filter);
  }
}

function launchBare(request: LaunchRequest, argv: readonly string[]): Launched {
  const { folder, kit, scratch, group } = request;
  return started(
    {
      argv: limitedArguments(processLimits(request), argv),
      cwd: folder,
      env: { ...sandboxEnvironment(path.dirname(process.execPath), scratch), ...bareKitEnvironment(kit) },
      further: [],
      entrances: group?.entrances ?? [],
    },
    0,
  );
}

function processLimits({ limits, tasks, group }: LaunchRequest): ProcessLimits {
  return {
    ...limits,
    tasks,
    isMemoryCounted: group?.home.countsMemory ?? false,
    areTasksCounted: group?.home.tasks !== undefined,
  };
}

function started(request: StartRequest, wrappers: number): Launched {
  const child = startProgram(request);
  if (child.pid === undefined) throw noSandbox();
  const isSandboxed = wrappers > 0;
  return {
    pid: child.pid,
    wrappers,
    stdin: child.stdin!,
    stdout: child.stdout!,
    stderr: child.stderr!,
    kill: () => void child.kill("SIGKILL"),
    exited: new Promise((resolve) => {
      child.once("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal!]));
    }),
    stderrClosed: new Promise((resolve) => {
      child.stderr!.once("close", resolve);
    }),
    started: isSandboxed ? hasReported(child.stdio[statusFd] as Readable) : Promise.resolve(true),
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
