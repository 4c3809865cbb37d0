/**
 * Record: one immutable JSON file per cell, checked on write and on read.
 * In: what ran and what came out. Out: `results/<tier>/<task>/<entry>/<seed>.json`, and records read back.
 * A record is written whole or not at all; failures are records too.
 */
export { hashesOf, type RecordHashes, withHashes } from "./fingerprint.ts";
export {
  type CheckMemory,
  noMemory,
  noOutlines,
  type OutlineMemory,
  openCheckMemory,
  openOutlineMemory,
} from "./memory.ts";
export { type Merged, mergeRecords } from "./merge.ts";
export type { RecordOutline, RoundOutline } from "./outline.ts";
export { resultsOfRecord } from "./places.ts";
export {
  isReproducedElsewhere,
  logFileIn,
  type Reproduction,
  readReproductions,
  reproductionPrefix,
  writeReproduction,
} from "./reproduction.ts";
export { type RunLog, readRunLogs, runLogFile, runLogOf, runLogSchema, writeRunLog } from "./run-log.ts";
export {
  type Outcome,
  type Repeatable,
  type ResultRecord,
  type RoundRecord,
  recordSchema,
  recordVersion,
  repeatableSchema,
} from "./schema.ts";
export {
  readingOnce,
  readOutlines,
  readRecord,
  readRecords,
  recordFile,
  type StoredRecord,
  type StoredRecords,
  seasonResults,
  writeRecord,
} from "./store.ts";
