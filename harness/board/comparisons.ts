import { hash } from "node:crypto";
import path from "node:path";
import { openValues } from "../artifacts/index.ts";
import type { Compare } from "../score/index.ts";
import { type BoardPlaces, comparisonName, type Member, placesOf } from "../separation/index.ts";

/** What has been compared is not compared again: the same members, by their numbers, have the same places. */
export interface ComparisonMemory {
  readonly compare: Compare;
  /** Writes what has been compared, for processes to come. */
  keep(): Promise<void>;
}

/** A memory that knows nothing: everything is compared. */
export const noComparisons: ComparisonMemory = { compare: placesOf, keep: async () => {} };

/** Of a thousand entries the places in one view take some 400 KB. */
const mostViews = 40;

/** The memory below a cache folder; damaged lines say nothing. */
export function openComparisons(cache: string): ComparisonMemory {
  const file = path.join(cache, "records", "comparisons.txt");
  const values = openValues<BoardPlaces>(file, comparisonName, mostViews);
  return {
    compare(members) {
      const digest = digestOf(members);
      const known = values.get(digest);
      if (known !== undefined) return known;
      const places = placesOf(members);
      values.set(digest, places);
      return places;
    },
    keep: values.keep,
  };
}

/** Of all that `placesOf` reads. */
function digestOf(members: readonly Member[]): string {
  const numbers = members.flatMap(({ gains, mean, isRanked }) => [
    ...[Number(isRanked), mean, gains.size],
    ...[...gains].flat(),
  ]);
  return hash("sha256", new Uint8Array(Float64Array.from(numbers).buffer));
}
