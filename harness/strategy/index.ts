/**
 * Strategy: a submitted program as a selector: run on one round's pool, inside the sandbox and within its limits.
 * In: an entry, how it is run, a round. Out: a `RoundSelection`, or a `StrategyFailure`.
 * docs/protocol.md says what goes over the wire, docs/sandbox.md what the program may do; it never outlives the round.
 */

export { type FoundIsolation, findIsolation } from "./find-isolation.ts";
export type { Enforcement, Isolation, LimitKeeper } from "./isolation.ts";
export { checkNeeds } from "./needs.ts";
export type { RoundRequest, StrategyOptions, StrategyRound } from "./request.ts";
export { runRound, strategySelector } from "./round.ts";
export { type Runtimes, strategyRuntimes } from "./runtimes.ts";
export { type SetupRequest, setUp } from "./setup.ts";
