import type { RoundSelection, SelectionRound } from "../selection/index.ts";
import type { Entry } from "../submission/index.ts";
import type { Limits } from "../task/index.ts";
import type { Enforcement, Isolation } from "./isolation.ts";

/** A submitted program and how it is run; the same for every round of a cell. */
export interface StrategyOptions {
  readonly entry: Entry;
  readonly task: string;
  readonly tier: string;
  /** What `input` and `output` look like, in words. */
  readonly fields: Readonly<Record<string, string>>;
  readonly limits: Limits;
  readonly isolation: Isolation;
  /** `auto` unless told otherwise: limits are kept by control groups where there are any, and else by looking. */
  readonly groups?: "auto" | "off";
  /** Grows by each round's standard error. */
  readonly logFile: string;
  /** Told each line of standard error as it comes, fit for a terminal. */
  readonly hear?: (line: string) => void;
  /** Where is kept what submissions' `setup` makes; for those that have one. */
  readonly setups?: string;
  readonly signal?: AbortSignal;
}

/** One round of a submitted program. */
export type RoundRequest = StrategyOptions & SelectionRound;

/** What a submitted program kept, and what is known of how it ran. */
export interface StrategyRound extends RoundSelection {
  /** Its own time of the processor, over all its processes and threads. */
  readonly processorSeconds: number;
  /** Who kept its limits. */
  readonly enforcement: Enforcement;
}
