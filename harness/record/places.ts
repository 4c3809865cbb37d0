import path from "node:path";
import { entryId } from "../submission/index.ts";
import { tierNames } from "../task/index.ts";
import type { ResultRecord } from "./schema.ts";

/** Where what is kept of a cell lies below a folder: `<tier>/<task>/<slug>[@variant]/<seed>` and an ending. */
export function cellPlace(folder: string, cell: ResultRecord["cell"], ending: string): string {
  return path.join(folder, cell.tier, cell.task, entryId(cell), `${cell.seed}${ending}`);
}

const tiers = tierNames.join("|");
const place = new RegExp(
  `^((?:corpora/[^/]+/)?(?:models/[^/]+/)?(?:shares/[^/]+/)?(?:seasons/\\d+/)?)(?:${tiers})/[^/]+/[^/]+/[^/]+\\.json$`,
);

/** Where in a folder of results records may lie, as a glob: those on a corpus, from a model, at a share or of a season lie apart, in this order. */
export const recordGlob = `{,corpora/*/}{,models/*/}{,shares/*/}{,seasons/*/}{${tierNames.join(",")}}/*/*/*.json`;

/**
 * The folder of results that a record is of, by its path in the one that is over all, with a slash at its end: "" for the task's own
 * data, model and share in season 0. Undefined for what is no record.
 */
export function resultsOfRecord(name: string): string | undefined {
  return place.exec(name)?.[1];
}
