/**
 * Separation: which members of a board are told apart, and what follows: places, verdicts, letters.
 * In: each member's values by seed. Out: paired comparisons whose error holds for all of them together, ranks as intervals, letters.
 * Pure functions of numbers that run in a browser as they run here; docs/scoring.md defines them.
 */
export { letterGroups, letterName, type Ties, tiesBut } from "./letters.ts";
export { moderated, type Prior } from "./moderation.ts";
export {
  compareSeeds,
  familyError,
  fewestSeedsToSeparate,
  type PairDifference,
  type SeedDifference,
  type SeedValues,
  type Separation,
  separate,
} from "./pairs.ts";
export {
  type BoardPlace,
  type BoardPlaces,
  comparisonName,
  type Member,
  placesOf,
  type RankInterval,
  type Verdict,
} from "./places.ts";
