/**
 * Data: real corpora of articles and summaries, brought in from outside.
 * In: a JSONL, CSV or Parquet file, or the name of a public corpus. Out: a stored corpus, hashed, and cut into its splits.
 * All corpora are cleaned, de-duplicated and split in the same way; every row is kept or counted under the reason why not.
 */
export type { Pair } from "./clean.ts";
export { type Download, download } from "./download.ts";
export { type FetchOptions, fetchCorpus } from "./fetch.ts";
export { defaultHub, HUB_CORPORA, type HubCorpusName } from "./hub.ts";
export { type ImportOptions, type ImportReport, importCorpus, type Skip } from "./import.ts";
export { type Line, maxLineBytes, readLines } from "./lines.ts";
export { type CorpusSizes, newsroomName, type OpenCorpus, type OpenOptions, openCorpus } from "./open.ts";
export type { SkipReason } from "./rows.ts";
export { type CorpusSplit, defaultShares, type SplitShares, splitSizes } from "./split.ts";
export { type CorpusInfo, corpusHash, defaultDataDir, listCorpora, loadCorpus } from "./store.ts";
