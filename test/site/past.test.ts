import assert from "node:assert/strict";
import { test } from "node:test";
import type { ResultRecord } from "../../harness/record/index.ts";
import { movedSince, pastDaysOf, type TaskResults } from "../../site/src/data/index.ts";
import { boardOf, series, task } from "../score/records.ts";

const on = (day: string, records: readonly ResultRecord[]) =>
  records.map((record) => ({
    ...record,
    execution: { ...record.execution, startedAt: `${day}T10:00:00.000Z` },
  }));
const [early, late] = ["2026-01-01", "2026-01-03"] as const;
const scores = [0.6, 0.61, 0.62, 0.63, 0.64];
const records = [
  ...on(early, series("steady", scores)),
  ...on(early, series("growing", scores.slice(0, 3))),
  ...on(late, series("growing", scores).slice(3)),
  ...on(late, series("new", scores)),
];
const headline = boardOf({ records });
const results = {
  input: { task, records },
  about: { headline: { protocol: "one-round", regime: "replace" } },
  views: [headline],
  entries: headline.entries,
  records: Map.groupBy(records, ({ cell }) => cell.submission),
} as unknown as TaskResults;

test("days are those on which results began, newest first", () => {
  assert.deepEqual(pastDaysOf([results]), [late, early]);
});

test("since a day have moved those whose line says something else, and those that were not there", () => {
  const { board, moved } = movedSince(results, early);
  assert.deepEqual(board.map(({ entry, seeds }) => [entry, seeds]).sort(), [
    ["growing", 3],
    ["steady", 5],
  ]);
  const told = moved.map(({ entry, before, now }) => [entry, before?.seeds ?? null, now?.seeds ?? null]);
  assert.deepEqual(told.filter(([entry]) => entry !== "steady").sort(), [
    ["growing", 3, 5],
    ["new", null, 5],
  ]);
});

test("since the newest day nothing has moved", () => {
  assert.deepEqual(movedSince(results, late).moved, []);
});
