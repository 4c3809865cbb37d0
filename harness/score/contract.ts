import type { ResultRecord } from "../record/index.ts";
import type { Control, Division } from "../submission/index.ts";
import type { Regime, VerifierName } from "../task/index.ts";

/** What scoring needs to know of a task. */
export interface ScoringTask {
  readonly name: string;
  /** Key of the headline metric in a record's metrics; higher is better. */
  readonly metric: string;
  /** The headline regime. */
  readonly regime: Regime;
  /** Seeds 0 to `seeds` − 1 make the board, others are not scored; without it every recorded seed does. */
  readonly seeds?: number;
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
  readonly records: readonly ResultRecord[];
  readonly entries?: readonly EntryInfo[];
  /** Scores another regime than the headline one. */
  readonly regime?: Regime;
}

/** A mean over seeds with its 95 % bootstrap interval; one seed has no interval. */
export interface Interval {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** One seed of one entry, after the rule for failed cells. */
export interface CellScore {
  readonly seed: number;
  /** Metric after round 1. */
  readonly first: number;
  /** Metric after the last round. */
  readonly final: number;
  /** (final − floor)/(ceiling − floor); null without both controls of this seed, or with ceiling ≤ floor. */
  readonly scaled: number | null;
  /** The cell failed, and these are the floor's scores. */
  readonly failed: boolean;
}

/** Places from best to worst that the paired comparisons leave open. */
export interface RankInterval {
  readonly low: number;
  readonly high: number;
}

/** One line of the board. */
export interface ScoredEntry {
  readonly entry: string;
  readonly name: string;
  readonly division: Division;
  readonly control: Control | null;
  /** Seeds scored. */
  readonly seeds: number;
  /** Seeds of the board this entry has no score for. */
  readonly missing: readonly number[];
  readonly final: Interval;
  readonly first: Interval;
  /** Null when no seed has both controls. */
  readonly scaled: Interval | null;
  /** Metric of G0. */
  readonly generator: { readonly mean: number | null };
  readonly rank: RankInterval;
  /** From 1, the best. */
  readonly tieGroup: number;
  /** Entries of the board significantly better than this one. */
  readonly worseThan: readonly string[];
  /** Candidates scored in a cell, per verifier: mean over the cells that ended well. */
  readonly feedback: Readonly<Partial<Record<VerifierName, number>>>;
  /** Mean p⋆ of round 1 over the cells where it is defined. */
  readonly pStar: number | null;
  /** Failed cells. */
  readonly failed: number;
  /** Means over the cells that ended well: seconds of selection, and of the whole cell. */
  readonly cost: { readonly selectSeconds: number | null; readonly cellSeconds: number | null };
  /** `none` when any of its cells ran outside the sandbox. */
  readonly isolation: ResultRecord["provenance"]["isolation"];
  /** Its records are of an earlier strategy or task definition. */
  readonly outdated: boolean;
  readonly cells: readonly CellScore[];
}

/** An entry with nothing to score yet. */
export interface UnscoredEntry {
  readonly entry: string;
  readonly name: string;
  readonly failed: number;
}

/** A task's part of the board. */
export interface ScoredTask {
  /** By mean final score, best first. */
  readonly entries: readonly ScoredEntry[];
  readonly unscored: readonly UnscoredEntry[];
  /** G0 on the scale of the scores: mean over the seeds that have one; null when none has. */
  readonly generatorScaled: number | null;
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
