/**
 * Strategy: one submitted program, run on one round's pool, inside the sandbox and within its limits.
 * In: an entry, the round's pool, the task's verifiers. Out: a `Selection` and what it cost, or a `StrategyFailure`.
 * docs/protocol.md says what goes over the wire, docs/sandbox.md what the program may do; it never outlives the round.
 */
export { StrategyFailure, type StrategyFailureCode, strategyFailureCodes } from "./failure.ts";
export { type FoundIsolation, findIsolation, type Isolation } from "./isolation.ts";
export { type RoundRequest, type RoundResult, runRound } from "./round.ts";
export type { Hello } from "./wire.ts";
