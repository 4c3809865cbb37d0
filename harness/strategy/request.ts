import type { SelectionRound } from "../selection/index.ts";
import type { Entry } from "../submission/index.ts";
import type { Limits } from "../task/index.ts";
import type { Isolation } from "./isolation.ts";

/** A submitted program and how it is run; the same for every round of a cell. */
export interface StrategyOptions {
  readonly entry: Entry;
  readonly task: string;
  readonly tier: string;
  /** What `input` and `output` look like, in words. */
  readonly fields: Readonly<Record<string, string>>;
  readonly limits: Limits;
  readonly isolation: Isolation;
  /** Grows by each round's standard error. */
  readonly logFile: string;
  readonly signal?: AbortSignal;
}

/** One round of a submitted program. */
export type RoundRequest = StrategyOptions & SelectionRound;
