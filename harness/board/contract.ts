import type { BenchError } from "../errors/index.ts";
import type { RecordOutline, ResultRecord } from "../record/index.ts";
import type { RoundScore, ScoredView, ScoringInput, UnscoredEntry, View } from "../score/index.ts";
import type { Submission, SubmissionProblem } from "../submission/index.ts";
import type { HeadlineMetric, Task, Tier, TierName } from "../task/index.ts";

/** Which board is wanted. */
export interface BoardRequest {
  /** The checkout. */
  readonly root: string;
  /** Where the records of all seasons lie. */
  readonly results: string;
  /** Which season's board; without it that of the latest season that has records of the tier. */
  readonly season?: number;
  readonly tier: TierName;
  /** The tasks shown; all of the checkout when absent. */
  readonly tasks?: readonly Task[];
  /** Variants of tasks, scored beside them; they stand on no board of all tasks, nor in what is published of it. */
  readonly variants?: readonly Task[];
  /** The checkout's submissions, if they have been discovered already. */
  readonly submissions?: readonly Submission[];
  /** Beside them, those that cannot be used. */
  readonly problems?: readonly SubmissionProblem[];
  /** Where it is kept which records have been checked already; all are checked when absent. The board is the same. */
  readonly cache?: string;
  /** Whether `scoreBoard` reads every record, those too whose files have not changed by what the file system says of them. The board is the same. */
  readonly reread?: boolean;
}

/** A tier's board with all that it is made of. */
export interface OpenBoard<Kept extends RecordOutline = ResultRecord> {
  readonly board: Board;
  /** Every task asked for that has the tier, in their order. */
  readonly tasks: readonly TaskBoard<Kept>[];
  /** Every variant asked for that has the tier, likewise. */
  readonly variants: readonly TaskBoard<Kept>[];
  /** Why result files, and submissions that were not handed in, are left out. */
  readonly problems: readonly BenchError[];
}

/** What is published of a board; `boardJson` writes it. */
export interface Board {
  /** Version of the harness: code, rules and board share one. */
  readonly version: string;
  /** Commit of the checkout it was made in; null where that is unknown. */
  readonly commit: string | null;
  /** When the newest of its results began; null without any. */
  readonly date: string | null;
  readonly season: BoardSeason;
  readonly tier: TierName;
  /** Every protocol in every regime, the task's headline first. */
  readonly tasks: Readonly<Record<string, readonly ScoredView[]>>;
  readonly about: Readonly<Record<string, TaskAbout>>;
}

/** Whose streams the results were drawn from. */
export interface BoardSeason {
  readonly number: number;
  /** SHA-256 of its key; null for season 0, which has none. */
  readonly commitment: string | null;
  /** What everybody can play it again with; null while it is sealed, and for season 0. */
  readonly key: string | null;
}

/** What the board says of a task besides its lines. */
export interface TaskAbout {
  readonly title: string;
  /** The task's version, and the hash of its numbers at this tier: results of another are not compared with these. */
  readonly version: number;
  readonly hash: string;
  readonly metric: HeadlineMetric;
  /** The view that is shown first; the task's README says why. */
  readonly headline: View;
  /** Rounds of the recursion. */
  readonly rounds: number;
  readonly unscored: readonly UnscoredEntry[];
  /** What a reader must know before trusting the figures, one sentence each. */
  readonly notes: readonly string[];
}

/** One task's part of a board, with its records or as much of them as scores read. */
export interface TaskBoard<Kept extends RecordOutline = ResultRecord> {
  readonly task: Task;
  readonly tier: Tier;
  readonly about: TaskAbout;
  /** Every protocol in every regime, the headline first; empty where there is a problem. */
  readonly views: readonly ScoredView[];
  /** Every record of an entry that could be read, scored or not, by ascending seed. */
  readonly records: ReadonlyMap<string, readonly Kept[]>;
  /** Slugs of the entries whose submissions are in the checkout, by id. */
  readonly slugs: ReadonlyMap<string, string>;
  /** What the scores are made of; null where there is a problem. */
  readonly input: ScoringInput | null;
  /** Why there are no scores; null where there are. */
  readonly problem: BenchError | null;
}

/** A task's learning curves. */
export interface Curves {
  /** By regime, then entry, then round; round 0 is G0. */
  readonly rounds: readonly RoundScore[];
  /** Why there are none; null where there are, and where the board has a problem itself. */
  readonly problem: BenchError | null;
}
