/**
 * Submission: manifests read, checked and turned into the board's entries.
 * In: `submissions/<slug>/` and the benchmark's `submissions/controls.yaml`. Out: `Submission`s and what is wrong with
 * the others, `Entry`s, the hash of what an entry is, and what became of an entry that has results.
 * Nothing here runs a strategy.
 */
export { type Control, controls } from "./controls.ts";
export { checkSubmission, type Discovered, discoverSubmissions, type SubmissionProblem } from "./discover.ts";
export { type Division, divisionOf, divisions, isAbove } from "./division.ts";
export { absenceOf, type Entry, entriesOf, entriesOn, type Params, strategyHash } from "./entry.ts";
export { type EntryParts, entryId, entryParts } from "./entry-id.ts";
export { submissionFiles } from "./files.ts";
export { submissionLimits } from "./limits.ts";
export { type Manifest, manifestSchema } from "./manifest.ts";
export { type Need, parseNeed, satisfies } from "./need.ts";
export { readSubmission, type Submission, type Surroundings } from "./read.ts";
export { type Claimed, openStandings, type Standing } from "./standing.ts";
