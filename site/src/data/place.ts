import path from "node:path";

/** The checkout the site is built from. */
export function rootFolder(): string {
  return path.resolve(process.env["COLLAPSE_BENCH_ROOT"] ?? process.cwd());
}

/** The results the site shows. */
export function resultsFolder(): string {
  return path.resolve(process.env["COLLAPSE_BENCH_RESULTS"] ?? path.join(rootFolder(), "results"));
}

/** Where commands and the site keep what need not be done twice. */
export function cacheFolder(): string {
  return path.join(rootFolder(), ".cache");
}
