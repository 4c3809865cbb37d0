/**
 * Data: real corpora of articles and summaries, brought in from outside.
 * In: a file, a pipe, or the name of a public corpus. Out: a stored corpus, hashed, and cut into its splits.
 * All corpora are cleaned, de-duplicated and split in the same way; every row is kept or counted under the reason why not.
 * A corpus appears and is replaced in one step, by one process at a time, in memory that does not grow with it.
 */
export { cleanText, folded, type SkipReason, type StoredPair } from "./clean.ts";
export { type FetchOptions, fetchCorpus } from "./fetch.ts";
export { fewestPairsToRun, fitCorpusHash, refuseUnseen, type Sights } from "./fit.ts";
export { HUB_CORPORA, type HubCorpusName } from "./hub.ts";
export { type ImportOptions, type ImportReport, importCorpus } from "./import.ts";
export { Languages, languageName } from "./languages.ts";
export { newsroomName, type OpenCorpus, type OpenOptions, openCorpus, type TestPair } from "./open.ts";
export type { SkipsOfReason } from "./skips.ts";
export { type CorpusSplit, defaultShares, type SplitShares, type SplitSizes, splitSizes } from "./split.ts";
export {
  type CorpusInfo,
  defaultDataDir,
  listCorpora,
  loadCorpus,
  readInfo,
  removeCorpus,
  storedPairs,
  writingCorpora,
} from "./store.ts";
export { TextMeasures } from "./texts.ts";
