import type { ScoredEntry, TaskBoard } from "../../../harness/board/index.ts";
import type { ResultRecord } from "../../../harness/record/index.ts";

/** An entry's records on the board whose cells ended well, by ascending seed: those its score is its own on. */
export function soundRecords(
  { entry, cells }: Pick<ScoredEntry, "entry" | "cells">,
  records: TaskBoard["records"],
): readonly ResultRecord[] {
  const seeds = new Set(cells.filter(({ failed }) => !failed).map(({ seed }) => seed));
  return (records.get(entry) ?? []).filter(({ cell }) => seeds.has(cell.seed));
}
