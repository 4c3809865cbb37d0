/**
 * Task: the contract a benchmark task keeps, and how tasks are found.
 * In: a root folder. Out: `Task`s with their checked numbers, opened one seed at a time.
 * A task generates, labels, trains and evaluates; it never sees a strategy, a record or a score.
 */
export * from "./contract.ts";
export * from "./definition.ts";
export {
  discoverTasks,
  discoverVariants,
  type HeadlineMetric,
  headlineMetric,
  limitsHash,
  type Task,
  taskHash,
  taskPlace,
  tasksOnData,
  tasksOnModel,
  taskWithLabels,
  tierOf,
} from "./discover.ts";
export { type BoardExtents, boardExtents, type Extent, extentOf, isWithin, roundsOf } from "./extent.ts";
export {
  type Budget,
  type CalibrationSetting,
  type DecodingChoice,
  type FurtherMetric,
  type GatesSetting,
  type Limits,
  type TaskFile,
  type Tier,
  type TierName,
  taskFileOf,
  tierNames,
  type WorkKind,
} from "./file.ts";
export { type Askable, askable, isAllowed, type Offer, offerOf } from "./offer.ts";
export { onceEach } from "./once-each.ts";
export { ownPool } from "./own-pool.ts";
export { realOf } from "./real.ts";
export { sharesOf, tasksAtShare } from "./share.ts";
export { assertModel, bringing, type WantedModel, wantedModel } from "./wanted-model.ts";
