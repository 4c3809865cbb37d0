/**
 * Score: from records to scores, intervals, comparisons, ranks and tie groups; defined in docs/scoring.md.
 * In: a task's headline, records, entries' names. Out: `ScoredEntry`s of a task, and means after every round.
 * Pure functions: no files, no clock; a score depends on no rival, and the same records give the same bytes.
 */
export type * from "./contract.ts";
export { scoreRounds } from "./rounds.ts";
export { scoreTask } from "./task.ts";
