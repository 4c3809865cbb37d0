import { execaNode } from "execa";
import type { Cell } from "./cells.ts";
import type { CellEnding, FromWorker, ToWorker, WorkerSetup } from "./messages.ts";

/** Told of everything as it happens. */
export interface RunObserver {
  started(cell: Cell): void;
  progress(cell: Cell, text: string): void;
  ended(cell: Cell, ending: CellEnding): void;
}

export interface RunSummary {
  readonly endings: ReadonlyMap<string, CellEnding>;
}

export interface LocalOptions {
  readonly setup: WorkerSetup;
  /** Worker processes; each runs one cell at a time. */
  readonly jobs: number;
  readonly signal?: AbortSignal;
}

const crashesAllowed = 1;

/** Runs cells on worker processes of this machine. One cell's crash never touches another cell. */
export async function runLocally(
  cells: readonly Cell[],
  options: LocalOptions,
  observer: RunObserver,
): Promise<RunSummary> {
  const queue = cells.map((cell) => ({ cell, wait: false, crashes: 0 }));
  const endings = new Map<string, CellEnding>();

  async function serveQueue(): Promise<void> {
    let worker = startWorker(options.setup);
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      if (options.signal?.aborted) break;
      const { cell } = job;
      observer.started(cell);
      const ending = await worker.run(cell, job.wait, (text) => observer.progress(cell, text));
      if (ending === undefined) worker = startWorker(options.setup);
      if (ending === undefined && job.crashes < crashesAllowed && !options.signal?.aborted) {
        queue.push({ ...job, crashes: job.crashes + 1 });
      } else if (ending?.state === "busy" && !job.wait) {
        queue.push({ ...job, wait: true });
      } else {
        const known = ending ?? crashed;
        endings.set(cell.id, known);
        observer.ended(cell, known);
      }
    }
    await worker.stop();
  }

  const workers = Math.max(1, Math.min(options.jobs, cells.length));
  await Promise.all(Array.from({ length: cells.length === 0 ? 0 : workers }, serveQueue));
  return { endings };
}

const crashed: CellEnding = {
  state: "not-run",
  blame: "harness",
  reason:
    "The worker process died twice while running this cell, perhaps for want of memory. Run it alone with --jobs 1.",
};

interface Worker {
  /** `undefined` when the worker died on the way. */
  run(cell: Cell, wait: boolean, progress: (text: string) => void): Promise<CellEnding | undefined>;
  stop(): Promise<void>;
}

function startWorker(setup: WorkerSetup): Worker {
  const child = execaNode(`${import.meta.dirname}/worker.ts`, {
    ipc: true,
    reject: false,
    stdin: "ignore",
    stdout: "inherit",
    stderr: "inherit",
  });
  const send = (message: ToWorker) => child.sendMessage({ ...message } as never);
  const messages = child.getEachMessage()[Symbol.asyncIterator]();
  // Asked for ahead of time, so that no message falls between two calls.
  let next = messages.next();
  const ready = send({ type: "setup", setup });

  async function run(cell: Cell, wait: boolean, progress: (text: string) => void) {
    try {
      await ready;
      await send({ type: "cell", id: cell.id, wait });
      for (let got = await next; got.done !== true; got = await next) {
        next = messages.next();
        const message = got.value as unknown as FromWorker;
        if (message.type === "ended") return message.ending;
        progress(message.text);
      }
      return undefined;
    } catch {
      return undefined;
    }
  }

  async function stop(): Promise<void> {
    await ready.catch(() => undefined);
    child.kill();
    await child;
  }

  return { run, stop };
}
