/**
 * Audit: records held against the benchmark, and a checkout against an earlier commit.
 * In: a checkout, its results, a commit, what workflows have signed. Out: `Observation`s, each of one sentence: what cannot be, what looks too good,
 * what has changed, what is not as it was signed.
 * Nothing here runs a strategy; whoever forges a whole record consistently is found by playing it again (`reproduce`).
 */
export { type AttestationRequest, auditAttestations } from "./attestations.ts";
export { changesSince } from "./changes.ts";
export type { Comparison, Grade, Observation } from "./contract.ts";
export { type Audited, type AuditRequest, auditRecords } from "./records.ts";
