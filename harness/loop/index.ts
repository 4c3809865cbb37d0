/**
 * Loop: generate → select → train → evaluate, round by round, in every regime of the tier.
 * In: one cell and the machine's choices. Out: what must repeat, and what it cost.
 * A strategy's failure is a result and comes back as one; anything else is thrown and leaves no result.
 */
export { type CellContext, type CellInput, type CellResult, identityOf, runCell } from "./cell.ts";
export { type KeepRates, keepRates } from "./rates.ts";
export { sharedGenerator } from "./shared.ts";
