import { tierNames } from "../task/index.ts";

const tiers = tierNames.join("|");
const place = new RegExp(
  `^((?:corpora/[^/]+/)?(?:models/[^/]+/)?(?:seasons/\\d+/)?)(?:${tiers})/[^/]+/[^/]+/[^/]+\\.json$`,
);

/** Where in a folder of results records may lie, as a glob: those on a corpus, from a model or of a season lie apart, in this order. */
export const recordGlob = `{,corpora/*/}{,models/*/}{,seasons/*/}{${tierNames.join(",")}}/*/*/*.json`;

/**
 * The folder of results that a record is of, by its path in the one that is over all, with a slash at its end: "" for the task's own
 * data and model in season 0. Undefined for what is no record.
 */
export function resultsOfRecord(name: string): string | undefined {
  return place.exec(name)?.[1];
}
