/**
 * Statistics: what a few repetitions say of a mean.
 * In: numbers, one for each independent repetition or seed. Out: an `Estimate`, the only meaning of `low` and `high` in studies.
 * Pure functions. Boards have more seeds and intervals of their own (harness/score), on the same quantiles.
 */
export { deviation, type Estimate, estimate, mean } from "./estimate.ts";
export { normalTail, studentUpperQuantile } from "./student.ts";
