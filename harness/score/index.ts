/**
 * Score: from records to gains, intervals, comparisons, letters and ranks; defined in docs/scoring.md.
 * In: a task's headline, records, entries' names. Out: every view of the task, scored, and means after every round.
 * Pure functions: no files, no clock; a score depends on no rival, and the same records give the same bytes.
 */
export type { Prior, RankInterval, Verdict } from "../separation/index.ts";
export type { Interval } from "../statistics/index.ts";
export * from "./contract.ts";
export { scoreRounds } from "./rounds.ts";
export { scoreOneView, scoreTask, viewsOf } from "./task.ts";
export { memberOf } from "./view.ts";
