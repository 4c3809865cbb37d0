/**
 * Statistics: what a few repetitions say of a mean.
 * In: numbers, one for each independent repetition or seed. Out: an `Estimate`, the only meaning of `low` and `high` in studies and on boards.
 * Pure functions; the only home of Student's t.
 */
export {
  deviation,
  type Estimate,
  estimate,
  type Interval,
  independentDifference,
  type MeanInterval,
  mean,
  meanInterval,
} from "./estimate.ts";
export { twoSidedQuantile, twoSidedTail } from "./student.ts";
