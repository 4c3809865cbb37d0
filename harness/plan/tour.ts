import type { StoredRecord } from "../record/index.ts";
import { divisions, type Submission } from "../submission/index.ts";
import type { Cell } from "./cells.ts";
import { estimateCells } from "./estimate.ts";

/**
 * Slugs of the submissions whose open cells together are expected to cost at most so many processor seconds: the controls, which are always
 * among them, then in turn one of every division, weakest first. What is done costs nothing, so that another tour goes further.
 */
export function tourOf(
  open: readonly Cell[],
  records: readonly StoredRecord[],
  seconds: number,
): readonly string[] {
  const costs = new Map<Submission, number>();
  for (const { cell, seconds: cost } of estimateCells(open, records))
    costs.set(cell.entry.submission, (costs.get(cell.entry.submission) ?? 0) + cost);
  let left = seconds;
  return inTurn([...costs.keys()])
    .filter((submission) => {
      left -= costs.get(submission)!;
      return submission.control !== null || left >= 0;
    })
    .map(({ slug }) => slug);
}

function inTurn(submissions: readonly Submission[]): readonly Submission[] {
  const others = submissions.filter(({ control }) => control === null);
  const kinds = divisions.map((division) => others.filter(({ manifest }) => manifest.division === division));
  const turns = Array.from(others, (_, turn) => kinds.flatMap((kind) => kind[turn] ?? []));
  return [...submissions.filter(({ control }) => control !== null), ...turns.flat()];
}
