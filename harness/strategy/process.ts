import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable, Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { StrategyFailure } from "../selection/index.ts";
import { type StrategyClock, startClock } from "./clock.ts";
import { type Launched, type LaunchRequest, launch } from "./launch.ts";
import { openLog, type StrategyLog } from "./log.ts";
import { type TreeWatch, watchTree } from "./watch.ts";

/** How long outputs may stay open once every known process is dead. */
const graceMs = 2000;

export interface ProcessRequest extends LaunchRequest {
  readonly logFile: string;
  readonly signal?: AbortSignal | undefined;
}

/** How the process ended by itself. */
export interface Ending {
  /** Exit status; 128 + n for signal n, as shells have it. */
  readonly status: number;
  /** False when the sandbox itself could not be set up. */
  readonly started: boolean;
}

/** A running strategy under its limits. Closing it leaves no process, and no scratch folder, behind. */
export class StrategyProcess {
  readonly stdout: Readable;
  readonly log: StrategyLog;
  readonly clock: StrategyClock;
  readonly ended: Promise<Ending>;
  readonly #stdin: Writable;
  readonly #watch: TreeWatch;
  readonly #scratch: string;
  readonly #signal: AbortSignal | undefined;
  #failure: unknown;

  constructor(request: ProcessRequest, launched: Launched, scratch: string) {
    const { limits, logFile, signal } = request;
    this.#stdin = launched.stdin;
    this.stdout = launched.stdout;
    this.#scratch = scratch;
    this.#signal = signal;
    this.log = openLog(logFile, limits.logKiB);
    launched.stderr.on("data", (chunk: Uint8Array) => this.log.write(chunk));
    this.#stdin.on("error", ignoreClosedInput);
    this.clock = startClock(limits.seconds, () => this.fail(outOfTime(limits.seconds)));
    this.#watch = watchTree({
      root: launched.pid,
      wrappers: launched.wrappers,
      // In the sandbox the process namespace ends everybody with the first process.
      mark: request.isolation === "none" ? scratch : undefined,
      limits,
      onExceeded: (failure) => this.fail(failure),
    });
    this.ended = this.#end(launched);
    this.ended.catch(() => undefined);
    signal?.addEventListener("abort", this.#onAbort);
    if (signal?.aborted === true) this.#onAbort();
  }

  async #end(launched: Launched): Promise<Ending> {
    const status = await launched.exited;
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
    return this.#watch.peakMemoryMiB();
  }

  /** Whether it can still be written to. */
  get isListening(): boolean {
    return this.#stdin.writable;
  }

  /** Ends it for a reason; later reasons are consequences, and dropped. */
  fail(reason: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = reason;
    this.clock.stop();
    this.#watch.kill().then(
      () => this.stdout.destroy(),
      () => this.stdout.destroy(),
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
    this.#watch.look();
    this.#stdin.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal?.removeEventListener("abort", this.#onAbort);
    this.clock.stop();
    this.#stdin.destroy();
    await this.#watch.kill();
    await this.ended;
    this.stdout.destroy();
    await this.log.close();
    await rm(this.#scratch, { recursive: true, force: true });
  }

  readonly #onAbort = (): void => this.fail(this.#signal?.reason);
}

/** Starts a strategy. Throws when its program, or the sandbox, is missing. */
export async function startProcess(request: ProcessRequest): Promise<StrategyProcess> {
  const scratch = await mkdtemp(path.join(tmpdir(), "collapse-bench-"));
  try {
    return new StrategyProcess(request, launch(request, scratch), scratch);
  } catch (error) {
    await rm(scratch, { recursive: true, force: true });
    throw error;
  }
}

function outOfTime(seconds: number): StrategyFailure {
  return new StrategyFailure("out-of-time", "took more time than allowed", {
    expected: `at most ${seconds} s of its own in one round`,
    mend: "Do less work; stop reading at `pool-end`, for standard input stays open after it.",
  });
}

function leftProcess(): StrategyFailure {
  return new StrategyFailure("left-process", "left a process behind that holds its output open", {
    mend: "End every process you start before you end.",
  });
}

/** The strategy may end, or close its input, while it is written to. */
function ignoreClosedInput(): void {}
