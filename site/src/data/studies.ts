import { readStudy, type StoredStudy, sourceTitles, studyName } from "../../../harness/study/index.ts";
import type { Task } from "../../../harness/task/index.ts";

/** A study as its page shows it: figures, and what they say of the paper or of the task's own numbers. */
export interface StudyReport extends Pick<StoredStudy, "task" | "version" | "seed" | "figures"> {
  readonly claims: readonly Claim[];
  /** Seeds of the study that are not measured yet. */
  readonly missing: readonly number[];
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
  const studies = tasks.flatMap((task) => {
    const { name, file } = task;
    const further = Object.entries(file.replications).map(([part, { numbers }]) => ({ part, numbers }));
    return [{ part: undefined, numbers: file.replication }, ...further].flatMap(({ part, numbers }) => {
      const study = readStudy(results, "replication", studyName(name, part));
      return study === undefined ? [] : [reportOf(study, missingSeeds(study, task, numbers))];
    });
  });
  return byTask(studies);
}

/** Seeds that a replication in the making still lacks; none is missed of one whose points were not kept apart. */
function missingSeeds(
  { seeds, version }: StoredStudy<"replication">,
  { definition, file }: Task,
  numbers: unknown,
): readonly number[] {
  if (seeds.length === 0 || version !== file.frozen.version) return [];
  const count = definition.replication?.seeds?.(numbers) ?? 0;
  const all = Array.from({ length: count }, (_, seed) => seed);
  return all.filter((seed) => !seeds.some((one) => one.seed === seed));
}

/** The calibration of every task that has one, by task. */
export function readCalibrations(results: string, tasks: readonly Task[]): ReadonlyMap<string, StudyReport> {
  const found = tasks.map(({ name }) => readStudy(results, "calibration", name));
  return byTask(found.filter((study) => study !== undefined).map((study) => reportOf(study, [])));
}

function reportOf(study: StoredStudy, missing: readonly number[]): StudyReport {
  return { ...study, claims: claimsOf(study), missing };
}

function byTask(studies: readonly StudyReport[]): ReadonlyMap<string, StudyReport> {
  return new Map(studies.map((study) => [study.task, study]));
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
