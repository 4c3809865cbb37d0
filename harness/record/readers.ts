import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { coreCount } from "../machine/index.ts";
import type { FileBytes } from "./file-states.ts";

/** What a thread has found in a file that holds a sound record, whatever its place. */
export interface ReadBeside extends Pick<FileBytes, "digest" | "state"> {
  /** As JSON, which takes less to be handed over. */
  readonly outline: string;
}

/** A thread takes as long to start as to read so many. */
const fewestForThread = 1000;
/** Files that a thread is asked for at once: few enough that all end together. */
const asked = 200;
/** More of them would wait for the one that takes what they find. */
const mostThreads = 4;
/** What a thread reads is soon of no use: room for more of it costs memory and saves nothing. */
const resourceLimits = { maxYoungGenerationSizeMb: 24 };

/**
 * Reads and checks records in threads. Those that are sound are in what comes back; of the others nothing is said. Nothing is read where
 * no second core is, or too few files are to be read: one thread is the caller's own.
 */
export async function outlinesBeside(
  files: readonly string[],
  threads = Math.min(coreCount(), mostThreads, Math.floor(files.length / fewestForThread)),
): Promise<ReadonlyMap<string, ReadBeside>> {
  const found = new Map<string, ReadBeside>();
  if (threads < 2) return found;
  // One for all: whoever comes takes the next.
  const batches = batchesOf(files);
  async function readOn(): Promise<void> {
    const worker = new Worker(new URL("./reader.ts", import.meta.url), { execArgv: [], resourceLimits });
    try {
      for (const own of batches) {
        worker.postMessage(own);
        const [answer] = (await once(worker, "message")) as [readonly (ReadBeside | null)[]];
        for (const [place, read] of answer.entries()) if (read !== null) found.set(own[place]!, read);
      }
    } finally {
      await worker.terminate();
    }
  }
  await Promise.all(Array.from({ length: threads }, readOn));
  return found;
}

function* batchesOf(files: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < files.length; start += asked) yield files.slice(start, start + asked);
}
