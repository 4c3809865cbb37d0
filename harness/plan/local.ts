import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { BenchError } from "../errors/index.ts";
import type { Executor } from "./executor.ts";
import { errorOf, type FromWorker, type ToWorker } from "./messages.ts";
import { type Crash, type Runner, serveCells } from "./queue.ts";
import type { Turn, TurnEnding } from "./turn.ts";

export interface LocalOptions {
  /** The harness's command line, which workers are started by. */
  readonly program: string;
  /** Worker processes; each runs one cell at a time. */
  readonly jobs: number;
}

/** Runs a job's cells on worker processes of this machine. One cell's crash never touches another cell. */
export function localExecutor({ program, jobs }: LocalOptions): Executor {
  return {
    run({ file, job }, observer, signal) {
      const count = Math.min(jobs, job.cells.length);
      return serveCells(job, count, () => openProcess(program, file, signal), observer, signal);
    },
  };
}

/** Signals that tell a process to end. */
const stopSignals: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];
/** By these statuses a worker says that it was told so. */
const stopStatuses: readonly number[] = [129, 130, 143];
/** For its strategies to end, and then some. */
const patienceMs = 10_000;

async function openProcess(program: string, file: string, signal: AbortSignal): Promise<Runner> {
  const child = fork(program, ["work", file, "--listen"], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const gone = endOf(child);
  let hear: (message: FromWorker) => void = () => undefined;
  child.on("message", (message) => hear(message as FromWorker));
  const stop = () => void endProcess(child, gone);
  signal.addEventListener("abort", stop);
  void gone.then(() => signal.removeEventListener("abort", stop));
  if (signal.aborted) stop();

  const ready = new Promise<readonly string[]>((resolve, reject) => {
    hear = (message) => {
      if (message.type === "ready") resolve(message.notes);
      else if (message.type === "refused") reject(errorOf(message.error));
    };
    void gone.then(({ how }) => reject(neverReady(how)));
  });
  const close = () => endProcess(child, gone);

  function run(turn: Turn, progress: (text: string) => void): Promise<TurnEnding | Crash> {
    return new Promise((resolve) => {
      hear = (message) => {
        if (message.type === "progress") progress(message.text);
        else if (message.type === "ended") resolve(message.ending);
      };
      void gone.then(resolve);
      child.send(turn satisfies ToWorker, () => undefined);
    });
  }

  try {
    return { notes: await ready, run, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Tells a worker to end, and waits until it has. */
async function endProcess(child: ChildProcess, gone: Promise<Crash>): Promise<void> {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), patienceMs);
  await gone;
  clearTimeout(timer);
}

/** How a child ended, once all it said is heard. */
async function endOf(child: ChildProcess): Promise<Crash> {
  const hungUp = once(child, "disconnect");
  const [status, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  await hungUp;
  return {
    state: "crashed",
    how: signal === null ? `with status ${status}` : `by ${signal}`,
    wasTold: signal === null ? stopStatuses.includes(status!) : stopSignals.includes(signal),
  };
}

function neverReady(how: string): BenchError {
  return new BenchError(`a worker process ended ${how} before it could begin`, {
    code: "worker-start",
    blame: "harness",
    mend: "Its own words are above.",
  });
}
