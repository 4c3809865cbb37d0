import type { Command } from "commander";
import type { z } from "zod";
import type { ArtifactStore } from "../artifacts/index.ts";
import type { RandomStream } from "../random/index.ts";
import type { TaskContext, TaskInstance } from "./contract.ts";

/** What `tasks/<task>/index.ts` exports as `task`. Its numbers come from `task.yaml`, checked by its own schemas. */
export interface TaskDefinition<Setting = unknown, Replication = unknown, Calibration = unknown> {
  /** Schema of `tiers.<tier>.frozen.setting`. */
  readonly setting: z.ZodType<Setting>;
  open(context: TaskContext<Setting>): Promise<TaskInstance>;
  /**
   * SHA-256 of data stored under a name in a folder; only tasks that can run on such data have this function.
   * Throws `BenchError` (blame usage) when there is none of that name.
   */
  dataHash?(name: string, folder: string): Promise<string>;
  /** Recomputes the paper's figures for this task. */
  readonly replication: Study<Replication, ReplicationResult>;
  /** Measures whether the task's numbers are fit for a board: stable, and apart enough. */
  readonly calibration?: Study<Calibration, CalibrationResult>;
  /** Adds commands of the task's own to the command line. */
  commands?(program: Command, foldersOf: FoldersOf): void;
}

/** Where a command works. */
export interface Folders {
  /** The checkout. */
  readonly root: string;
  readonly results: string;
  readonly cache: string;
  /** Where corpora are stored. */
  readonly dataDir: string;
}

/** The folders that the options given to a command name, with the defaults of all commands. */
export type FoldersOf = (command: Command) => Folders;

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
  /** Results kept between runs of these numbers, so that a study that was stopped goes on. */
  readonly artifacts: ArtifactStore;
  readonly device: string;
  /** Called as work goes on; `done` and `total` in the task's own units. */
  progress(done: number, total: number, what: string): void;
}

/** Figures and what they show, as data: the site draws them, nothing in them is typed by hand. */
export interface ReplicationResult {
  readonly figures: readonly Figure[];
  /** Statements with measured numbers, each agreeing or not with the paper. */
  readonly findings: readonly Finding[];
}

/** How scores depend on the numbers chosen, and what was demanded of them before anything was published. */
export interface CalibrationResult {
  readonly figures: readonly Figure[];
  readonly demands: readonly Demand[];
}

export interface Figure {
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  /** A Vega-Lite specification without its data. */
  readonly spec: Readonly<Record<string, unknown>>;
  readonly rows: readonly Readonly<Record<string, number | string | boolean | null>>[];
}

export interface Finding {
  /** What the paper says. */
  readonly paper: string;
  /** What was measured here, with its figures. */
  readonly measured: string;
  readonly agrees: boolean;
}

export interface Demand {
  /** What must hold of the task's numbers. */
  readonly demand: string;
  /** What was measured, with its figures. */
  readonly measured: string;
  readonly met: boolean;
}

/** Lets a definition keep its own types inside while the harness sees `TaskDefinition`. */
export function defineTask<Setting, Replication, Calibration>(
  definition: TaskDefinition<Setting, Replication, Calibration>,
): TaskDefinition {
  return definition as TaskDefinition;
}
