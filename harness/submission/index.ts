/**
 * Submission: manifests read, checked and turned into the board's entries.
 * In: `submissions/<slug>/`. Out: `Submission`s, `Entry`s, and the hash of what an entry is.
 * Nothing here runs a strategy.
 */
export {
  discoverSubmissions,
  type Entry,
  entriesOf,
  entriesOn,
  type Params,
  readSubmission,
  type Submission,
  strategyHash,
  submissionFiles,
} from "./discover.ts";
export { type EntryParts, entryId, entryParts } from "./entry-id.ts";
export {
  type Control,
  controls,
  type Division,
  divisions,
  type Manifest,
  manifestSchema,
} from "./manifest.ts";
