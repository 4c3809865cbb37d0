import type { RecordOutline } from "../record/index.ts";
import type { BoardPlaces, Member, Prior, RankInterval, Verdict } from "../separation/index.ts";
import type { Interval } from "../statistics/index.ts";
import type { Control, Division } from "../submission/index.ts";
import type { Extent, Protocol, Regime, VerifierName } from "../task/index.ts";

/** One board of a task: a protocol in a regime. */
export interface View {
  readonly protocol: Protocol;
  readonly regime: Regime;
}

/** What scoring needs to know of a task. */
export interface ScoringTask {
  readonly name: string;
  /** Key of the headline metric in a record's metrics; higher is better. */
  readonly metric: string;
  /** The metric's worst value: what a failed cell counts as. */
  readonly worst: number;
  /** Rounds of the recursion; a record with fewer has no score after the last one. */
  readonly rounds: number;
  readonly regimes: readonly Regime[];
  /** By seed, what its cells play: these seeds make the board, others are not scored. Without it every recorded seed plays everything. */
  readonly extents?: readonly Extent[];
  /** As `extents`, of entries that play more than the others. */
  readonly named?: ReadonlyMap<string, readonly Extent[]>;
  /** Hash of the task's present numbers; entries with records of others are marked outdated. */
  readonly hash?: string;
}

/** How an entry is shown; entries without records are listed as unscored. */
export interface EntryInfo {
  readonly id: string;
  readonly name: string;
  /** Hash of the strategy as it is now; with records of another it is marked outdated. */
  readonly hash?: string;
}

export interface ScoringInput {
  readonly task: ScoringTask;
  /** Any order; records of other tasks are ignored. */
  readonly records: readonly RecordOutline[];
  readonly entries?: readonly EntryInfo[];
  /** Says what `placesOf` says; that itself when absent. */
  readonly compare?: Compare;
}

/** Compares a view's members, best first. */
export type Compare = (members: readonly Member[]) => BoardPlaces;

/** One seed of one entry in one view. */
export interface CellScore {
  readonly seed: number;
  /** The metric after the view's round; its worst value when the cell failed. */
  readonly value: number;
  /** `value` less the metric of the same seed's G0. */
  readonly gain: number;
  /** `gain` over the ceiling's of the same seed; null without a ceiling, or one that gains nothing. */
  readonly scaled: number | null;
  readonly failed: boolean;
}

/** One line of a view. */
export interface ScoredEntry {
  readonly entry: string;
  readonly name: string;
  readonly division: Division;
  readonly control: Control | null;
  /** Seeds scored. */
  readonly seeds: number;
  /** Seeds of the view this entry has no score for. */
  readonly missing: readonly number[];
  readonly failed: number;
  readonly gain: Interval;
  readonly value: Interval;
  /** Null when no seed has a ceiling; its ends are null for the ceiling itself. */
  readonly scaled: Interval | null;
  readonly verdict: Verdict;
  /** It has results, and the checkout has no such entry. */
  readonly stranger: boolean;
  /** Null for controls, which are the scale and compete with nobody, and for strangers. */
  readonly rank: RankInterval | null;
  /** Entries that share a letter are not told apart, and any two that share none are. */
  readonly letters: readonly string[];
  /** Candidates scored up to the view's round, per verifier: mean over the cells that ended well. */
  readonly feedback: Readonly<Partial<Record<VerifierName, number>>>;
  /** Candidates kept in the view's round: mean over the cells that ended well. */
  readonly kept: number | null;
  /** Mean p⋆ of the view's round over the cells where it is defined. */
  readonly pStar: number | null;
  /** Means over the cells that ended well: seconds of selection up to the view's round, and of the whole cell. */
  readonly cost: { readonly selectSeconds: number | null; readonly cellSeconds: number | null };
  /** `none` when any of its cells ran outside the sandbox. */
  readonly isolation: RecordOutline["provenance"]["isolation"];
  /** Its records are of an earlier strategy or task definition. */
  readonly outdated: boolean;
  readonly cells: readonly CellScore[];
}

/** An entry with nothing to score yet. */
export interface UnscoredEntry {
  readonly entry: string;
  readonly name: string;
}

/** One view of a task, scored. */
export interface ScoredView extends View {
  /** By mean gain, best first. */
  readonly entries: readonly ScoredEntry[];
  /** G0: gain 0 by definition, compared with all entries as one of them. */
  readonly generator: { readonly value: Interval | null; readonly letters: readonly string[] };
  /** What all its pairs know of the variance of a difference between two entries; null where they know nothing. */
  readonly prior: Prior | null;
}

/** A task's part of the board. */
export interface ScoredTask {
  readonly views: readonly ScoredView[];
  readonly unscored: readonly UnscoredEntry[];
  /** What a reader must know before trusting the figures, one sentence each. */
  readonly notes: readonly string[];
}

/** Means over seeds of one entry after one round of one regime. */
export interface RoundScore {
  readonly entry: string;
  readonly regime: Regime;
  /** 0 is G0, before any selection: what describes a selection is null. */
  readonly round: number;
  readonly metric: Interval;
  /** Share of wrong candidates in the pool. */
  readonly p: number | null;
  readonly phi: number | null;
  readonly psi: number | null;
  readonly pStar: number | null;
  /** Candidates kept. */
  readonly selected: number | null;
}
