import assert from "node:assert/strict";
import { test } from "node:test";
import { proposingOf } from "../../harness/models/index.ts";
import { joinRows, pickRows, runOfRows } from "../../harness/models/rows.ts";

const rows = Int32Array.of(1, 2, 3, 4, 5, 6);

test("a run within the rows is those rows", () => {
  assert.deepEqual(runOfRows(rows, 2, 1, 2), Int32Array.of(3, 4, 5, 6));
});

test("a run past the end goes on with the last row, in the type it came in", () => {
  assert.deepEqual(runOfRows(rows, 2, 2, 3), Int32Array.of(5, 6, 5, 6, 5, 6));
  assert.deepEqual(runOfRows(Float32Array.of(0.5), 1, 0, 2), Float32Array.of(0.5, 0.5));
});

test("rows are picked in the order asked for, and sets joined in theirs", () => {
  assert.deepEqual(pickRows(rows, 3, [1, 0, 1]), Int32Array.of(4, 5, 6, 1, 2, 3, 4, 5, 6));
  assert.deepEqual(joinRows([rows.subarray(4), rows.subarray(0, 2)]), Int32Array.of(5, 6, 1, 2));
});

test("choices that leave out how to propose are the harness's mistake, and are named", () => {
  const choices = { search: "beam", candidates: 4, temperature: 1, topP: 1 };
  assert.deepEqual(proposingOf(choices), choices);
  assert.throws(() => proposingOf({ search: "widest", temperature: 1 }), {
    code: "decoding-missing",
    blame: "harness",
    where: "search, candidates, topP",
  });
});
