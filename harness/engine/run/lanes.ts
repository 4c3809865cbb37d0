/** Threads side by side, each with its own copy of every program loaded: products too small to split fill all cores so. */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { LaneAnswer, LaneFeeds, LaneTask, LaneTensor, Tensors } from "./lane-messages.ts";
import type { InferenceSession } from "./onnxruntime.ts";

/** A program loaded on every lane. */
export interface LaneProgram {
  /** Runs on the first lane that is free; throws an `Error` with the library's message. */
  run(feeds: LaneFeeds): Promise<Tensors>;
  release(): Promise<void>;
}

export class Lanes implements AsyncDisposable {
  readonly #workers: readonly Worker[];
  readonly #free: Worker[];
  readonly #waiting: ((worker: Worker) => void)[] = [];
  #programs = 0;

  constructor(count: number) {
    this.#workers = Array.from({ length: count }, startWorker);
    this.#free = [...this.#workers];
  }

  /** `optionsOf` gives each lane's session options. Throws an `Error` with the library's message. */
  async load(
    bytes: Uint8Array,
    optionsOf: (lane: number) => InferenceSession.SessionOptions,
  ): Promise<LaneProgram> {
    const program = this.#programs++;
    await this.#everywhere((lane) => ({ kind: "load", program, bytes, options: optionsOf(lane) }));
    return {
      run: (feeds) => this.#run({ kind: "run", program, feeds: Object.fromEntries(sendable(feeds)) }),
      release: () => this.#everywhere(() => ({ kind: "release", program })),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  async #run(task: LaneTask): Promise<Tensors> {
    const worker = this.#free.shift() ?? (await this.#nextFree());
    try {
      return await ask(worker, task);
    } finally {
      this.#release(worker);
    }
  }

  async #everywhere(taskOf: (lane: number) => LaneTask): Promise<void> {
    const taken: Worker[] = [];
    for (const _ of this.#workers) taken.push(this.#free.shift() ?? (await this.#nextFree()));
    try {
      for (const worker of taken) await ask(worker, taskOf(this.#workers.indexOf(worker)));
    } finally {
      for (const worker of taken) this.#release(worker);
    }
  }

  #nextFree(): Promise<Worker> {
    return new Promise((resolve) => void this.#waiting.push(resolve));
  }

  #release(worker: Worker): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(worker);
    else next(worker);
  }
}

/** It keeps the process alive only while it is asked something, and takes no flags from it. */
function startWorker(): Worker {
  const worker = new Worker(new URL("./lane.ts", import.meta.url), { execArgv: [] });
  worker.unref();
  return worker;
}

async function ask(worker: Worker, task: LaneTask): Promise<Tensors> {
  worker.ref();
  const settled = new AbortController();
  const ended = once(worker, "exit", { signal: settled.signal }).then(() => {
    throw new Error("the thread that ran it has ended");
  });
  const answered = once(worker, "message", { signal: settled.signal });
  worker.postMessage(task);
  try {
    const [answer] = (await Promise.race([answered, ended])) as [LaneAnswer];
    if (answer.state === "failed") throw new Error(answer.reason);
    return answer.results;
  } finally {
    settled.abort();
    await Promise.allSettled([answered, ended]);
    worker.unref();
  }
}

/** A view of a larger buffer would be sent with all of it; shared memory is not copied at all. */
function sendable(feeds: LaneFeeds): [string, LaneTensor][] {
  return Object.entries(feeds).map(([name, { data, shape, dtype }]) => [
    name,
    { shape, dtype, data: data.buffer instanceof SharedArrayBuffer ? data : data.slice() },
  ]);
}
