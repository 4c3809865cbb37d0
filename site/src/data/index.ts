/**
 * Data: everything the pages show, read once at build time.
 * In: `tasks/`, `submissions/` and `results/` of the checkout. Out: `Site`, typed and checked.
 * The only place of the site that reads files; boards and scores come from harness/board as they are.
 */

export { boardsOf, unrankedText, type VariantFacts, variantFacts } from "./boards.ts";
export { changesOf, type Dated, historyOf } from "./changes.ts";
export { type Decay, decayOf } from "./decay.ts";
export { type Document, htmlOf, readDocuments } from "./documents.ts";
export { linesByEntry } from "./lines.ts";
export { entryResultsOf, loadSite } from "./load.ts";
export { type MetricTable, metricTable } from "./metrics.ts";
export { type OverviewRow, overviewOf } from "./overview.ts";
export { type MovedLine, type MovedTask, movedSince, pastDaysOf } from "./past.ts";
export { resultsFolder, rootFolder } from "./place.ts";
export { type QualityReport, qualityOf } from "./quality.ts";
export { loadQueue, type ShownQueue } from "./queue.ts";
export { readmeOf } from "./readme.ts";
export {
  comparisonPath,
  logFileOf,
  machineOf,
  type PlayedEntry,
  playedEntries,
  recordPath,
  reproduceCommand,
  reproductionText,
  runListOf,
  runLogPath,
  runLogText,
  runPath,
} from "./runs.ts";
export { entrySamples, type SampleSheet, taskSamples } from "./samples.ts";
export { type SourceFile, sourceFilesOf } from "./source.ts";
export { type Story, storyOf } from "./story.ts";
export type { StudyReport } from "./studies.ts";
export { overviewTable, spentBy, viewName, viewTable } from "./tables.ts";
export { tierPages } from "./tier-pages.ts";
export type { EntryResults, Site, TaskResults, TierResults } from "./types.ts";
export { type BoardVerdict, verdictOf } from "./verdict.ts";
