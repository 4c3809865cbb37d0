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
  const kinds = [undefined, ...divisions].map((division) =>
    submissions.filter(({ control, manifest }) =>
      division === undefined ? control !== null : control === null && manifest.division === division,
    ),
  );
  const [controls = [], ...others] = kinds;
  const turns = Math.max(0, ...others.map(({ length }) => length));
  return [
    ...controls,
    ...Array.from({ length: turns }, (_, turn) => others.flatMap((kind) => kind[turn] ?? [])).flat(),
  ];
}
