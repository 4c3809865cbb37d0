import type { Discovered } from "../submission/index.ts";
import type { Task } from "../task/index.ts";

/**
 * `wrong`: cannot be, whoever made it. `doubtful`: can be, and deserves a look. `changed`: differs from the commit compared with.
 * `told`: what a reader should know and nobody need mend.
 */
export type Grade = "wrong" | "doubtful" | "changed" | "told";

/** One thing that was found. */
export interface Observation {
  readonly grade: Grade;
  /** Path of a file, or of a folder, in the checkout. */
  readonly where: string;
  /** What, in one sentence without a full stop. */
  readonly what: string;
}

/** What a rule says of one record: a grade, and what. */
export type Doubt = readonly [grade: Grade, what: string];

export interface ChangesRequest extends Discovered {
  /** The checkout. */
  readonly root: string;
  /** Where the records of all seasons lie, inside the checkout. */
  readonly results: string;
  readonly tasks: readonly Task[];
  /** A commit, by any name that git knows. */
  readonly base: string;
}

/** A checkout beside an earlier commit. */
export interface Comparison {
  readonly findings: readonly Observation[];
  /** Records that are new or not what they were. */
  readonly touched: readonly string[];
}
