import { setTimeout as sleep } from "node:timers/promises";
import { BenchError } from "../errors/index.ts";
import { StrategyFailure } from "../selection/index.ts";
import type { Limits } from "../task/index.ts";
import type { Usage, UsageMeter } from "./usage.ts";

/** Looks at a strategy's processes several times a second, and ends them. */
export interface TreeWatch {
  readonly peakMemoryMiB: number;
  readonly processorSeconds: number;
  /** Looks once more, now. */
  look(): void;
  /** Stops looking, kills every process and waits until none is left. */
  kill(): Promise<void>;
}

export interface WatchRequest {
  readonly meter: UsageMeter;
  readonly limits: Limits;
  /** Told of the time used at each look; says when it is up. */
  readonly checkTime: (
    used: Pick<Usage, "processorSeconds" | "stalledSeconds">,
  ) => StrategyFailure | undefined;
  /** Called once, when something passes a limit. */
  readonly onExceeded: (failure: BenchError) => void;
}

export const lookIntervalMs = 100;
const killTimeoutMs = 10_000;
/** A program may well have a thread for each core; many times more than that is a fork bomb made of threads. */
const threadsPerProcess = 16;

/** A crowd is believed when so many looks in a row have seen it; twice the limit, at once. */
const bombLooks = 2;

/** How many processes and threads together a strategy may have. */
export function mostTasks({ processes }: Pick<Limits, "processes">): number {
  return processes * threadsPerProcess;
}

/** Starts looking. */
export function watchTree({ meter, limits, checkTime, onExceeded }: WatchRequest): TreeWatch {
  let usage = meter.read();
  let isOver = false;
  let crowdedLooks = 0;

  function look(): void {
    if (isOver) return;
    usage = meter.read();
    crowdedLooks = usage.processes > limits.processes ? crowdedLooks + 1 : 0;
    if (usage.processes > 2 * limits.processes) crowdedLooks = bombLooks;
    const failure = passedLimit(usage, limits, crowdedLooks) ?? checkTime(usage);
    if (failure === undefined) return;
    stop();
    onExceeded(failure);
  }

  function stop(): void {
    isOver = true;
    clearInterval(timer);
  }

  async function kill(): Promise<void> {
    stop();
    const start = performance.now();
    while (!meter.kill()) {
      if (performance.now() - start > killTimeoutMs) throw unkillable();
      await sleep(2);
    }
  }

  const timer = setInterval(look, lookIntervalMs);
  return {
    get peakMemoryMiB() {
      return usage.peakMemoryBytes / 2 ** 20;
    },
    get processorSeconds() {
      return usage.processorSeconds;
    },
    look,
    kill,
  };
}

function passedLimit(usage: Usage, limits: Limits, crowdedLooks: number): BenchError | undefined {
  if (usage.isMachineOutOfMemory) return machineOutOfMemory();
  if (usage.wasRefusedTask || usage.tasks > mostTasks(limits) || crowdedLooks >= bombLooks)
    return tooManyProcesses(limits);
  if (usage.isOutOfMemory || usage.peakMemoryBytes > limits.memoryMiB * 2 ** 20)
    return outOfMemory(limits.memoryMiB);
  return undefined;
}

function outOfMemory(memoryMiB: number): StrategyFailure {
  return new StrategyFailure("out-of-memory", "used more memory than allowed", {
    expected: `at most ${memoryMiB} MiB for all its processes`,
    mend: "Keep less of the pool in memory.",
  });
}

function tooManyProcesses(limits: Limits): StrategyFailure {
  return new StrategyFailure("too-many-processes", "started more processes than allowed", {
    expected: `at most ${limits.processes} at a time, and at most ${mostTasks(limits)} threads in all`,
    mend: "Start fewer processes.",
  });
}

/** The machine's fault, so nothing is recorded; the run says which cells are missing. */
export function machineOutOfMemory(): BenchError {
  return new BenchError("the machine ran out of memory while a strategy ran within its limit", {
    code: "machine-out-of-memory",
    blame: "environment",
    mend: "Free memory, or pass a lower --jobs, and run the command again.",
  });
}

function unkillable(): BenchError {
  return new BenchError("a strategy's processes could not be ended", {
    code: "strategy-unkillable",
    blame: "environment",
    mend: "End them by hand, then run the command again.",
  });
}
