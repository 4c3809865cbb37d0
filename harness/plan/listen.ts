import { on } from "node:events";
import type { Job } from "./job.ts";
import { type FromWorker, partsOf, type ToWorker } from "./messages.ts";
import { openWorker, type Worker } from "./worker.ts";

/** Runs cells of a job as the process that started this one tells, until that hangs up or the signal is aborted. */
export async function listen(job: Job, signal: AbortSignal): Promise<void> {
  // The command line leaves the channel to others; here it keeps the process alive.
  process.channel?.ref();
  const worker = await openWorker(job, signal).catch((error: unknown) =>
    tell({ type: "refused", error: partsOf(error) }),
  );
  if (worker !== undefined) await answer(worker, signal);
}

async function answer(worker: Worker, signal: AbortSignal): Promise<void> {
  try {
    // Throws where the signal came while the worker got ready.
    const messages = on(process, "message", { signal, close: ["disconnect"] });
    tell({ type: "ready", notes: worker.notes });
    for await (const [turn] of messages as AsyncIterable<[ToWorker]>) {
      const ending = await worker.run(turn, (text) => tell({ type: "progress", text }));
      // Stopped, the process ends, which says as much.
      if (ending.state !== "stopped") tell({ type: "ended", ending });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** A parent that is gone is noticed by the end of the channel, not here. */
function tell(message: FromWorker): void {
  process.send?.(message, undefined, undefined, () => undefined);
}
