/**
 * Data: everything the pages show, read once at build time.
 * In: `tasks/`, `submissions/` and `results/` of the checkout. Out: `Site`, typed and checked.
 * The only place of the site that reads files; scores come from harness/score, nothing is computed twice.
 */
export { entryResultsOf } from "./entry.ts";
export { loadSite } from "./load.ts";
export { type MetricTable, metricTable } from "./metrics.ts";
export { readmeOf } from "./readme.ts";
export { entrySamples, type Sample, type Samples, taskSamples, type Written } from "./samples.ts";
export { type SourceFile, sourceFilesOf } from "./source.ts";
export type { Study } from "./studies.ts";
export type { EntryResults, Site, TaskResults, TierResults } from "./types.ts";
