/**
 * Calibration: plain rules on a task, played by the loop without strategies' processes; what its numbers are chosen and judged by.
 * In: a task, changes of its numbers, rules. Out: what a `Trial` of a seed measured, round by round; or curves, and whether demands are met.
 * Every recursion is kept in the artifact store, an unfinished one by round and training, so that what was stopped goes on.
 */
export { type CalibrationContext, calibrate, calibratedNumbers } from "./calibrate.ts";
export { changedTask, type NumberChanges } from "./changes.ts";
export { openTrial, type PlayedRule, type Trial } from "./trial.ts";
