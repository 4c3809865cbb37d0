import type { Blame } from "../errors/index.ts";
import type { ResultRecord } from "../record/index.ts";
import type { Isolation } from "../strategy/index.ts";
import type { DataSource } from "../task/index.ts";

/** What a worker needs once, before its first cell. */
export interface WorkerSetup {
  /** The checkout: holds `tasks/` and `submissions/`. */
  readonly root: string;
  readonly results: string;
  /** Shared artifacts, locks, checkpoints and logs. */
  readonly cache: string;
  readonly isolation: Isolation;
  readonly device: string;
  /** Data to run on instead of the tasks' own. */
  readonly data?: DataSource;
  readonly provenance: ResultRecord["provenance"];
}

/** How one cell ended for the run, as opposed to what its record says. */
export type CellEnding =
  | { readonly state: "recorded"; readonly file: string; readonly failure?: string; readonly seconds: number }
  | { readonly state: "already-done" }
  /** Another process holds the cell now. */
  | { readonly state: "busy" }
  /** Nothing was recorded: the machine, the task or the harness is to blame. */
  | { readonly state: "not-run"; readonly blame: Blame; readonly reason: string };

export type ToWorker =
  | { readonly type: "setup"; readonly setup: WorkerSetup }
  /** With `wait`, a cell held by another process is waited for. */
  | { readonly type: "cell"; readonly id: string; readonly wait: boolean };

export type FromWorker =
  | { readonly type: "progress"; readonly text: string }
  | { readonly type: "ended"; readonly ending: CellEnding };
