import type { Executor } from "../executor.ts";
import { lockNotes } from "../lock-notes.ts";
import { Following } from "./following.ts";
import type { SlurmOptions } from "./options.ts";

/**
 * Runs a job's cells as tasks of Slurm job arrays, one cell each. What an earlier run submitted and Slurm still has is
 * followed, not submitted again. A cell is done when its record is there; what Slurm says is for people and for retries.
 */
export function slurmExecutor(options: SlurmOptions): Executor {
  return {
    async run(stored, observer, signal) {
      for (const note of lockNotes(stored.job.cache)) observer.noted(note);
      const following = await Following.begin(stored, observer, options);
      if (options.leave === true) observer.noted(following.whereabouts());
      else await following.follow(signal);
      return { endings: following.endings };
    },
  };
}
