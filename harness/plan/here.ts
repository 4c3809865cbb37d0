import type { Executor } from "./executor.ts";
import { serveCells } from "./queue.ts";
import { openWorker } from "./worker.ts";

/** Runs a job's cells one after another in this process. */
export const hereExecutor: Executor = {
  run({ job }, observer, signal) {
    const open = async () => ({ ...(await openWorker(job, signal)), close: async () => {} });
    return serveCells(job, 1, open, observer, signal);
  },
};
