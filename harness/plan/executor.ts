import type { Blame } from "../errors/index.ts";
import type { StoredJob } from "./job.ts";

/** How one cell ended for the run, as opposed to what its record says. */
export type CellEnding =
  | { readonly state: "recorded"; readonly file: string; readonly failure?: string; readonly seconds: number }
  | { readonly state: "already-done"; readonly failure?: string }
  /** Nothing was recorded: the machine, the task or the harness is to blame. */
  | {
      readonly state: "not-run";
      readonly blame: Blame;
      readonly reason: string;
      /** The other cells would meet the same, as on a full disk. */
      readonly stopsRun?: true;
    };

/** Told of everything as it happens; what it is told is for people, and records are the truth. */
export interface RunObserver {
  /** Something that holds for the whole run, said once. */
  noted(text: string): void;
  started(id: string): void;
  progress(id: string, text: string): void;
  ended(id: string, ending: CellEnding): void;
}

export interface RunSummary {
  /** By cell; a cell without one is open: the run was stopped before or while it ran. */
  readonly endings: ReadonlyMap<string, CellEnding>;
}

/**
 * Runs the cells of a job somewhere, by workers that read the job file, measure their own machine and write records. Every
 * cell gets an ending unless the signal, or an ending that stops the run, comes first; no worker is left then. Throws
 * `BenchError` when no cell can run at all.
 */
export interface Executor {
  run(job: StoredJob, observer: RunObserver, signal: AbortSignal): Promise<RunSummary>;
}
