import type { Table } from "../../../harness/analysis/index.ts";
import type { Board, RoundScore, ScoredEntry, ScoredView, TaskBoard } from "../../../harness/board/index.ts";
import type { Reproduction, ResultRecord, RunLog } from "../../../harness/record/index.ts";
import type { Submission } from "../../../harness/submission/index.ts";
import type { Task, TierName } from "../../../harness/task/index.ts";
import type { Document } from "./documents.ts";
import type { SampleBook } from "./samples.ts";
import type { StudyReport } from "./studies.ts";

/** Everything the site shows. */
export interface Site {
  readonly version: string;
  readonly tasks: readonly Task[];
  readonly submissions: readonly Submission[];
  /** Tiers that have results, the one of the front page first; never empty. */
  readonly tiers: readonly TierResults[];
  /** Pages that are documents of the repository. */
  readonly documents: readonly Document[];
  readonly replications: ReadonlyMap<string, StudyReport>;
  readonly calibrations: ReadonlyMap<string, StudyReport>;
}

/** One tier's results. */
export interface TierResults {
  readonly tier: TierName;
  /** Where its pages lie: empty for the front page's tier, else such as `smoke/`. */
  readonly path: string;
  /** Whether its figures rank entries; pages of a tier that ranks nothing say so, and are kept out of search engines. */
  readonly ranks: boolean;
  readonly board: Board;
  /** In the order that the site tells them. */
  readonly tasks: readonly TaskResults[];
  /** Variants of tasks that have results. Each has a board of its own; none is on those of all tasks, and none in verdicts, feeds or badges. */
  readonly variants: readonly TaskResults[];
  /** What came of playing records again, by their fingerprints. */
  readonly reproductions: ReadonlyMap<string, readonly Reproduction[]>;
  /** What strategies wrote while records were made, by the paths of records below the site's root (`recordPath`). */
  readonly logs: ReadonlyMap<string, RunLog>;
  /** Result files that could not be read, each explained in one paragraph. */
  readonly problems: readonly string[];
}

/** One task at one tier: its board, and what the pages ask of it, by entry. */
export interface TaskResults extends Omit<TaskBoard, "problem"> {
  /** What is wrong with the results, in one paragraph; undefined when nothing is. */
  readonly problem: string | undefined;
  /** Why its board ranks nothing though its tier ranks; undefined where that is not so. Its pages say so, and are kept out of search engines. */
  readonly unranked: string | undefined;
  /** Lines of the headline, in its order. */
  readonly entries: readonly ScoredEntry[];
  /** Means after every round, of all entries. */
  readonly rounds: readonly RoundScore[];
  /** The same by entry. */
  readonly curves: ReadonlyMap<string, readonly RoundScore[]>;
  /** By entry, how many of its records came out the same on a processor of another model. */
  readonly reproduced: ReadonlyMap<string, number>;
  /** What its records say together. */
  readonly tables: readonly Table[];
  /** Absent when no record has samples. */
  readonly samples: SampleBook | undefined;
}

/** One entry at one task and tier, for its submission's page. */
export interface EntryResults {
  readonly id: string;
  /** Its lines in the protocols of the headline's regime, the headline first; empty while it has nothing scored. */
  readonly lines: readonly { readonly view: ScoredView; readonly scored: ScoredEntry }[];
  readonly rounds: readonly RoundScore[];
  readonly records: readonly ResultRecord[];
}
