/**
 * Score: from records to scores, intervals, comparisons, ranks and tie groups; defined in docs/scoring.md.
 * In: a task's headline, records, entries' names. Out: `ScoredEntry`s, and the board as `board --json` prints it.
 * Pure functions: no files, no clock; a score depends on no rival, and the same records give the same bytes.
 */
export { type BoardInput, scoreBoard } from "./board.ts";
export { fewestSeedsToSeparate } from "./compare.ts";
export type * from "./contract.ts";
export { feedbackSpent, type Prices, paretoFrontier } from "./frontier.ts";
export { type Rankable, type Ranked, rankEntries, rerank } from "./rank.ts";
export { scoreRounds } from "./rounds.ts";
export { compareEntries, scoreTask } from "./task.ts";
