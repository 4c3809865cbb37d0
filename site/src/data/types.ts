import type { ResultRecord } from "../../../harness/record/index.ts";
import type { Board, RoundScore, ScoredEntry, TaskAbout } from "../../../harness/score/index.ts";
import type { Submission } from "../../../harness/submission/index.ts";
import type { Task, Tier, TierName } from "../../../harness/task/index.ts";
import type { Study } from "./studies.ts";

/** Everything the site shows. */
export interface Site {
  readonly version: string;
  readonly tasks: readonly Task[];
  readonly submissions: readonly Submission[];
  /** Tiers that have results, the one of the front page first; never empty. */
  readonly tiers: readonly TierResults[];
  readonly replications: ReadonlyMap<string, Study>;
  readonly calibrations: ReadonlyMap<string, Study>;
}

/** One tier's results. */
export interface TierResults {
  readonly tier: TierName;
  /** Where its pages lie: empty for the front page's tier, else such as `smoke/`. */
  readonly path: string;
  readonly board: Board;
  readonly tasks: readonly TaskResults[];
  /** Result files that could not be read, each explained in one paragraph. */
  readonly problems: readonly string[];
}

/** One task at one tier. */
export interface TaskResults {
  readonly task: Task;
  readonly tier: Tier;
  readonly about: TaskAbout;
  /** By mean final score, best first. */
  readonly entries: readonly ScoredEntry[];
  readonly rounds: readonly RoundScore[];
  readonly records: readonly ResultRecord[];
  /** Scaled score of G0, the mean over seeds that have both controls; null when none has. */
  readonly generatorScaled: number | null;
  /** Entries that can be linked, by id: the slug of their submission. */
  readonly slugs: ReadonlyMap<string, string>;
}

/** One entry at one task and tier, for its submission's page. */
export interface EntryResults {
  readonly id: string;
  readonly results: TaskResults;
  /** Absent while it has nothing scored. */
  readonly scored: ScoredEntry | undefined;
  readonly rounds: readonly RoundScore[];
  readonly records: readonly ResultRecord[];
}
