import {
  readStudy,
  type StoredStudy,
  type StudyKind,
  sourceTitles,
  studyName,
} from "../../../harness/study/index.ts";
import type { Task } from "../../../harness/task/index.ts";

/** A study as its page shows it: figures, and what they say of the paper or of the task's own numbers. */
export interface StudyReport extends Pick<StoredStudy, "task" | "version" | "seed" | "figures"> {
  readonly claims: readonly Claim[];
}

/** What is said, by the paper or as a demand, and what was measured. */
export interface Claim {
  /** Who says it. */
  readonly by: string;
  readonly said: string;
  readonly measured: string;
  readonly verdict: string;
  /** Whether what was measured speaks against it. */
  readonly failed: boolean;
}

/** The replications there are, by `studyName`. */
export function readReplications(results: string, tasks: readonly Task[]): ReadonlyMap<string, StudyReport> {
  const names = tasks.flatMap(({ name, file }) => [
    name,
    ...Object.keys(file.replications).map((part) => studyName(name, part)),
  ]);
  return readStudies(results, names, "replication");
}

/** The calibration of every task that has one, by task. */
export function readCalibrations(results: string, tasks: readonly Task[]): ReadonlyMap<string, StudyReport> {
  return readStudies(
    results,
    tasks.map(({ name }) => name),
    "calibration",
  );
}

function readStudies(
  results: string,
  names: readonly string[],
  kind: StudyKind,
): ReadonlyMap<string, StudyReport> {
  const found = names.map((name) => readStudy(results, kind, name)).filter((one) => one !== undefined);
  return new Map(found.map((study) => [study.task, { ...study, claims: claimsOf(study) }]));
}

function claimsOf(study: StoredStudy): readonly Claim[] {
  if (study.kind === "replication")
    return study.findings.map(({ source, claim, measured, verdict }) => ({
      by: sourceTitles[source],
      said: claim,
      measured,
      verdict,
      failed: verdict === "differs",
    }));
  return study.demands.map(({ demand, measured, met }) => ({
    by: "Demand",
    said: demand,
    measured,
    verdict: met ? "met" : "not met",
    failed: !met,
  }));
}
