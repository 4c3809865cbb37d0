/**
 * Loop: generate → select → train → evaluate, round by round, in every regime of the tier.
 * In: one cell, who selects, and the machine's choices. Out: what must repeat, and what it cost.
 * A selector's failure is a result and comes back as one; anything else is thrown and leaves no result.
 */
export { type CellContext, type CellInput, type CellResult, identityOf, runCell } from "./cell.ts";
export { keptRounds } from "./checkpoint.ts";
export { type FirstPlace, type FirstRound, openFirst } from "./first.ts";
export { type PlayedRegime, type PlayedRound, playRegime, type Recursion } from "./regime.ts";
export {
  type Opened,
  openTask,
  ownArtifacts,
  prepareShared,
  rootOf,
  type SharedPlace,
  sharedArtifacts,
  sharedEvaluation,
  sharedGenerator,
} from "./shared.ts";
