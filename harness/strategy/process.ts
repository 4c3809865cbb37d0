import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { StrategyFailure } from "../selection/index.ts";
import type { Limits } from "../task/index.ts";
import { type StrategyClock, startClock } from "./clock.ts";
import { type ControlGroup, openGroup } from "./control-group.ts";
import { findGroupHome } from "./group-home.ts";
import { type Enforcement, enforcementBy } from "./isolation.ts";
import { type Launched, type LaunchRequest, launch } from "./launch.ts";
import { openLog, type StrategyLog } from "./log.ts";
import { copyKit, copySubmission, makeTemporaryFolder } from "./private-copy.ts";
import { sandboxWrappers } from "./sandbox.ts";
import { openUsageMeter } from "./usage.ts";
import { machineOutOfMemory, mostTasks, type TreeWatch, watchTree } from "./watch.ts";

/** How long outputs may stay open once every known process is dead. */
const graceMs = 2000;

export interface ProcessRequest extends Pick<LaunchRequest, "run" | "isolation"> {
  /** The submission's. */
  readonly folder: string;
  /** What its setup made, to be shown in place of a copy of the folder. */
  readonly ready?: string | undefined;
  readonly limits: Limits;
  readonly logFile: string;
  readonly hear?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** `auto` unless told otherwise: control groups where there are any. */
  readonly groups?: "auto" | "off" | undefined;
}

/** How the process ended by itself. */
export interface Ending {
  /** Exit status; 128 + n for signal n, as shells have it. */
  readonly status: number;
  /** False when the sandbox itself could not be set up. */
  readonly started: boolean;
}

/** What there is of a strategy outside its own program. */
interface Surroundings {
  /** The round's temporary folder. */
  readonly folder: string;
  /** Its own scratch space when there is no sandbox. */
  readonly scratch: string;
  readonly group: ControlGroup | undefined;
}

/** A running strategy under its limits. Closing it leaves no process, group or temporary folder behind. */
export class StrategyProcess {
  readonly stdout: AsyncIterable<Uint8Array>;
  readonly log: StrategyLog;
  readonly clock: StrategyClock;
  readonly ended: Promise<Ending>;
  readonly #stdin: Writable;
  readonly #stdout: Readable;
  readonly #watch: TreeWatch;
  readonly #surroundings: Surroundings;
  readonly #signal: AbortSignal | undefined;
  readonly #machineKills = countMachineKills();
  /** Blanks are no sign of work. */
  #outputBytes = 0;
  #isDone = false;
  #failure: unknown;

  constructor(request: ProcessRequest, launched: Launched, surroundings: Surroundings) {
    const { limits, logFile, hear, signal, isolation } = request;
    this.#stdin = launched.stdin;
    this.#stdout = launched.stdout;
    this.stdout = this.#countedOutput();
    this.#surroundings = surroundings;
    this.#signal = signal;
    this.log = openLog(logFile, limits.logKiB, hear);
    launched.stderr.on("data", (chunk: Uint8Array) => this.log.write(chunk));
    this.#stdin.on("error", ignoreClosedInput);
    this.clock = startClock(limits.seconds);
    const { scratch, group } = surroundings;
    const isSandboxed = isolation === "bubblewrap";
    const { pid: root, wrappers } = launched;
    // In the sandbox the process namespace ends everybody with the first process.
    const mark = isSandboxed ? undefined : scratch;
    this.#watch = watchTree({
      meter: openUsageMeter({ root, wrappers, isSandboxed, mark, killRoot: launched.kill }, group),
      limits,
      checkTime: ({ processorSeconds, stalledSeconds }) =>
        this.clock.check({
          ...{ processorSeconds, stalledSeconds },
          ...{ outputBytes: this.#outputBytes, isDone: this.#isDone },
        }),
      onExceeded: (failure) => this.fail(failure),
    });
    this.ended = this.#end(launched);
    this.ended.catch(() => undefined);
    signal?.addEventListener("abort", this.#onAbort);
    if (signal?.aborted === true) this.#onAbort();
  }

  async *#countedOutput(): AsyncGenerator<Uint8Array> {
    for await (const chunk of this.#stdout as AsyncIterable<Uint8Array>) {
      if (chunk.some((byte) => byte > 0x20)) this.#outputBytes += chunk.length;
      yield chunk;
    }
    // The kernel may have ended it in the middle of a line, which is then not to blame.
    await this.ended;
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #end(launched: Launched): Promise<Ending> {
    const status = await launched.exited;
    this.#watch.look();
    if (
      status === killed &&
      this.enforcement.memory === "watched" &&
      this.#machineKills !== countMachineKills()
    )
      this.fail(machineOutOfMemory());
    await this.#watch.kill();
    await this.#drainOutputs(launched);
    return { status, started: await launched.started };
  }

  /** A process that escaped may hold the outputs open for ever, and nobody waits for it. */
  async #drainOutputs({ stderr, stderrClosed }: Launched): Promise<void> {
    const grace = new AbortController();
    const late = sleep(graceMs, "late", { signal: grace.signal }).catch(() => "closed");
    if ((await Promise.race([stderrClosed, late])) === "late") {
      stderr.destroy();
      this.fail(leftProcess());
    }
    grace.abort();
  }

  /** The first reason to end it; undefined while all is well. */
  get failure(): unknown {
    return this.#failure;
  }

  get peakMemoryMiB(): number {
    return this.#watch.peakMemoryMiB;
  }

  get processorSeconds(): number {
    return this.#watch.processorSeconds;
  }

  /** Who keeps its limits. */
  get enforcement(): Enforcement {
    return enforcementBy(this.#surroundings.group?.home);
  }

  /** Whether it can still be written to. */
  get isListening(): boolean {
    return this.#stdin.writable;
  }

  /** Ends it for a reason; later reasons are consequences, and dropped. */
  fail(reason: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = reason;
    this.#watch.kill().then(
      () => this.#stdout.destroy(),
      () => this.#stdout.destroy(),
    );
  }

  /** Queues text; false when the queue is full and `drained` should be awaited. */
  send(text: string): boolean {
    return this.isListening ? this.#stdin.write(text) : true;
  }

  /** Resolves when the queue is empty, or nobody listens any more. */
  async drained(): Promise<void> {
    if (!this.isListening) return;
    const settled = new AbortController();
    const options = { signal: settled.signal };
    const events = [once(this.#stdin, "drain", options), once(this.#stdin, "close", options)];
    await Promise.race(events.map((event) => event.catch(() => undefined)));
    settled.abort();
  }

  /** Tells it that all is said; a last look keeps short runs from going unmeasured. */
  closeInput(): void {
    this.#isDone = true;
    this.#watch.look();
    this.#stdin.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal?.removeEventListener("abort", this.#onAbort);
    this.#stdin.destroy();
    await this.#watch.kill();
    await this.ended;
    this.#stdout.destroy();
    await this.log.close();
    await remove(this.#surroundings);
  }

  readonly #onAbort = (): void => this.fail(this.#signal?.reason);
}

/** Starts a strategy. Throws when its program, or the sandbox, is missing. */
export async function startProcess(request: ProcessRequest): Promise<StrategyProcess> {
  const surroundings = await prepare(request);
  try {
    const { folder, scratch, group } = surroundings;
    const copy = request.ready ?? path.join(folder, "submission");
    const kit = path.join(folder, "kit");
    if (request.ready === undefined) await copySubmission(request.folder, copy);
    await copyKit(kit);
    await mkdir(scratch);
    const { run, limits, isolation } = request;
    const tasks = mostTasks(limits);
    const place = { purpose: "round", folder: copy, kit, scratch } as const;
    const launched = launch({ ...place, run, limits, isolation, tasks, group });
    return new StrategyProcess(request, launched, surroundings);
  } catch (error) {
    await remove(surroundings);
    throw error;
  }
}

async function prepare({ groups = "auto", isolation, limits }: ProcessRequest): Promise<Surroundings> {
  const home = groups === "auto" ? await findGroupHome() : undefined;
  const wrappers = isolation === "bubblewrap" ? sandboxWrappers : 0;
  const group = home && openGroup(home, { memoryMiB: limits.memoryMiB, tasks: mostTasks(limits) + wrappers });
  const folder = await makeTemporaryFolder();
  return { folder, scratch: path.join(folder, "scratch"), group };
}

async function remove({ folder, group }: Surroundings): Promise<void> {
  await group?.remove();
  await rm(folder, { recursive: true, force: true });
}

/** 128 + SIGKILL. */
const killed = 137;

/** How many processes the kernel has ended for want of memory since it started (proc_vmstat(5)). */
function countMachineKills(): number {
  try {
    return Number(/^oom_kill (\d+)$/m.exec(readFileSync("/proc/vmstat", "latin1"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function leftProcess(): StrategyFailure {
  return new StrategyFailure("left-process", "left a process behind that holds its output open", {
    mend: "End every process you start before you end.",
  });
}

/** The strategy may end, or close its input, while it is written to. */
function ignoreClosedInput(): void {}
