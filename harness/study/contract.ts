import type { z } from "zod";
import type { ArtifactStore } from "../artifacts/index.ts";
import type { Figure } from "../figure/index.ts";
import type { RandomStream } from "../random/index.ts";
import type { FindingVerdict } from "./verdict.ts";

/** A measurement beside the board, with numbers of its own in `task.yaml`. */
export interface Study<Setting, Result> {
  /** Schema of the part of `task.yaml` that is named like the study. */
  readonly setting: z.ZodType<Setting>;
  measure(context: StudyContext<Setting>): Promise<Result>;
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
