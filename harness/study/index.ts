/**
 * Study: a measurement beside the board: a replication of the paper's figures, or a calibration of a task's numbers.
 * In: its part of `task.yaml`, randomness, kept work. Out: `<results>/<kind>s/<name>.json`: figures as data, and what was said beside what was measured.
 * Checked on write and on read, written whole or not at all. A study runs no stranger's code, so it has no isolation to tell.
 */
export type {
  CalibrationResult,
  Demand,
  Finding,
  PointSeries,
  PointValue,
  Replication,
  ReplicationContext,
  ReplicationResult,
  SeedPoints,
  Source,
  StudyContext,
  StudyPoint,
} from "./contract.ts";
export { sourceTitles } from "./contract.ts";
export { OneOpen } from "./one-open.ts";
export { estimateOver, knownEnds } from "./over-seeds.ts";
export {
  type PartedPoint,
  type PhasePlace,
  phasePlan,
  phaseRates,
  phaseSpec,
  verdictsOnSides,
} from "./phase.ts";
export { type GivenPoints, measurePoints, type PointSource } from "./points.ts";
export { type StoredStudy, type StudyKind, studyVersions } from "./schema.ts";
export { isCalibrated, readStudy, studyFile, studyName, writeStudy } from "./store.ts";
export {
  type Bounds,
  type FindingVerdict,
  type IntervalEnds,
  measuredNumbers,
  verdictOn,
  verdictOnAll,
  verdictOnAny,
} from "./verdict.ts";
export { estimateText, points, signedPoints } from "./words.ts";
