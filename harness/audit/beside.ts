import {
  readReproductions,
  readRunLogs,
  recordFile,
  reproductionPrefix,
  runLogFile,
  runLogOf,
  type StoredRecord,
} from "../record/index.ts";
import type { Grade, Observation } from "./contract.ts";
import { unread } from "./unread.ts";

/** What lies beside a tier's records and should be of them: logs of their runs, and what came of playing them again. */
export function observeBeside(
  results: string,
  tier: string,
  records: readonly StoredRecord[],
): readonly Observation[] {
  return [...observeLogs(results, tier, records), ...observeReproductions(results, tier, records)];
}

function observeLogs(results: string, tier: string, records: readonly StoredRecord[]) {
  const { all, problems } = readRunLogs(results, tier);
  const byPlace = new Map(records.map(({ record }) => [recordFile(results, record.cell), record]));
  const astray = all.flatMap((log) => {
    const record = byPlace.get(recordFile(results, log.cell));
    const found = (grade: Grade, what: string) => [{ grade, where: runLogFile(results, log.cell), what }];
    if (record === undefined) return found("wrong", "the log of a run that left no record here");
    if (runLogOf(log, record) !== undefined) return [];
    return found("doubtful", `the log of a run at ${log.startedAt}, and not of the record's`);
  });
  return [...problems.map((problem) => unread(problem, tier)), ...astray];
}

function observeReproductions(results: string, tier: string, records: readonly StoredRecord[]) {
  const { byRecord, problems } = readReproductions(results, tier);
  const known = new Set(records.map(({ record }) => record.fingerprint));
  const told = [...byRecord.values()].flat().flatMap(({ cell, fingerprint, agreement, by }) => {
    const where = `${reproductionPrefix(results, cell)}*.json`;
    const found = (grade: Grade, what: string) => [{ grade, where, what }];
    if (!known.has(fingerprint)) return found("told", `${by} played a record again that is not here`);
    if (agreement.state !== "different") return [];
    return found("doubtful", `the record came out different when ${by} played it again: ${agreement.where}`);
  });
  return [...problems.map((problem) => unread(problem, tier)), ...told];
}
