import type { z } from "zod";
import type { ArtifactKey, ArtifactStore } from "../artifacts/index.ts";
import type { Figure } from "../figure/index.ts";
import type { RandomStream } from "../random/index.ts";
import type { FindingVerdict } from "./verdict.ts";

/** A measurement of the paper's figures beside the board, with numbers of its own in `task.yaml`. */
export interface Replication<Setting> {
  /** Schema of `replication` in `task.yaml`, and of each of `replications`. */
  readonly setting: z.ZodType<Setting>;
  /** On how many seeds each of its points is measured; only where points are of seeds. */
  seeds?(setting: Setting): number;
  measure(context: ReplicationContext<Setting>): Promise<ReplicationResult>;
}

/** What a study is given. */
export interface StudyContext<Setting> {
  readonly setting: Setting;
  readonly random: RandomStream;
  /** Results kept between runs, so that a study that was stopped goes on. */
  readonly artifacts: ArtifactStore;
  readonly device: string;
  /** Called as work goes on; `done` and `total` in the study's own units. */
  progress(done: number, total: number, what: string): void;
}

/** What a replication is given beside. */
export interface ReplicationContext<Setting> extends StudyContext<Setting> {
  /** Seeds that the result is of, ascending; none where its points are of no seed. */
  readonly seeds: readonly number[];
  /** Measures every point on every seed, each once; the values are published beside the result. */
  points<Value extends PointValue>(points: readonly StudyPoint<Value>[]): Promise<PointSeries<Value>>;
}

/** One measurement, the same on every seed. */
export interface StudyPoint<Value extends PointValue> {
  /** Its name, which no other point of the study has. */
  readonly what: string;
  /** Names, beside the seed, every number it depends on that is not of the whole study. */
  readonly key: ArtifactKey;
  measure(seed: number): Promise<Value>;
}

/** Values over seeds, ascending, by the name of their point. */
export type PointSeries<Value extends PointValue> = ReadonlyMap<string, readonly Value[]>;

/** Numbers that were measured, by name. */
export type PointValue = Readonly<Record<string, number | null>>;

/** The points of one seed, by name. */
export type SeedPoints = Readonly<Record<string, PointValue>>;

/** The paper's figures, recomputed. */
export interface ReplicationResult {
  readonly figures: readonly Figure[];
  readonly findings: readonly Finding[];
}

/** How scores depend on the numbers chosen, and what was demanded of them before anything was published. */
export interface CalibrationResult {
  readonly figures: readonly Figure[];
  readonly demands: readonly Demand[];
}

/** A statement beside what was measured here. */
export interface Finding {
  /** Whose statement it is: a paper's, or one that was derived for the benchmark. */
  readonly source: Source;
  readonly claim: string;
  /** What was measured, with its figures; in brackets 95 % intervals by Student's t. */
  readonly measured: string;
  readonly verdict: FindingVerdict;
}

/** Where statements come from. */
export const sources = ["paper", "here"] as const;
export type Source = (typeof sources)[number];

/** What stands before a statement. */
export const sourceTitles: Readonly<Record<Source, string>> = { paper: "Paper", here: "Derived here" };

/** What must hold of a task's numbers. */
export interface Demand {
  readonly demand: string;
  /** What was measured, with its figures. */
  readonly measured: string;
  readonly met: boolean;
}
