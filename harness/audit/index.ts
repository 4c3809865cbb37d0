/**
 * Audit: records held against the benchmark, and a checkout against an earlier commit.
 * In: a checkout, its results, a commit. Out: `Observation`s, each of one sentence: what cannot be, what looks too good, what has changed.
 * Nothing here runs a strategy; whoever forges a whole record consistently is found by playing it again (`reproduce`).
 */
export { changesSince } from "./changes.ts";
export type { Comparison, Grade, Observation } from "./contract.ts";
export { type Audited, type AuditRequest, auditRecords } from "./records.ts";
