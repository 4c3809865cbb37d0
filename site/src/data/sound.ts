import type { ResultRecord } from "../../../harness/record/index.ts";
import type { ScoredEntry } from "../../../harness/score/index.ts";

/** `slug` or `slug@variant`. */
export function entryOf({ cell }: ResultRecord): string {
  return cell.variant === null ? cell.submission : `${cell.submission}@${cell.variant}`;
}

export function bySeed(a: ResultRecord, b: ResultRecord): number {
  return a.cell.seed - b.cell.seed;
}

/** An entry's records on the board whose cells ended well, by ascending seed: those its score is its own on. */
export function soundRecords(
  { entry, cells }: Pick<ScoredEntry, "entry" | "cells">,
  records: readonly ResultRecord[],
): readonly ResultRecord[] {
  const seeds = new Set(cells.filter(({ failed }) => !failed).map(({ seed }) => seed));
  return records
    .filter((record) => entryOf(record) === entry && seeds.has(record.cell.seed))
    .toSorted(bySeed);
}
