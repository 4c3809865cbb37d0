import type { CellEnding } from "./executor.ts";

/** How one turn at a cell ended. */
export type TurnEnding =
  | CellEnding
  /** Another process holds the cell now. */
  | { readonly state: "busy" }
  /** The signal came first; finished rounds are kept. */
  | { readonly state: "stopped" };

export interface Turn {
  readonly index: number;
  /** A cell held by another process is waited for. */
  readonly wait: boolean;
}
