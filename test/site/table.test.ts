import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { compareSeeds } from "../../harness/separation/index.ts";
import { twoSidedQuantile } from "../../harness/statistics/index.ts";
import {
  addressOf,
  compareEntries,
  csvFrom,
  csvOf,
  emptyState,
  jsonOf,
  parseState,
  selectRows,
  type TableData,
  type ViewState,
} from "../../site/src/table/index.ts";

const column = (name: string, values: readonly (string | number | boolean | null)[]) => ({
  name,
  title: name,
  values,
});

const table: TableData = {
  key: "made/one-round-replace",
  title: "Made",
  rows: ["a", "b@x", "floor", "c"],
  tasks: [],
  columns: [
    column("entry", ["a", "b@x", "floor", "c"]),
    column("name", ["Alpha", "Beta, x", "Floor", "=Gamma"]),
    column("division", ["self", "strong", "none", "self"]),
    column("control", [null, null, "floor", null]),
    column("gain", [3, 2, 1, -1]),
    column("verdict", ["gained", "undecided", "collapsed", "collapsed"]),
    column("pStar", [0.5, null, 0.1, 0.7]),
    column("feedback", [0, 500, 0, 20]),
    column("outdated", [false, true, false, false]),
    column("isolation", ["bubblewrap", "bubblewrap", "bubblewrap", "none"]),
    column("reproduced", [0, 2, 5, 0]),
  ],
  comparison: {
    metric: { title: "Accuracy", format: "plain" },
    seeds: [0, 1, 2, 3, 4],
    gains: [
      [5, 7, 6, 9, 8],
      [4, 5, 5, 6, null],
      [1, 1, 1, 1, 1],
      [4, 5, 5, 6, 9],
    ],
    letters: ["a", "a b", "c", "b"],
    prior: null,
  },
};

const shownOf = (change: Partial<ViewState>) =>
  selectRows(table, { ...emptyState, ...change }).rows.map((place) => table.rows[place]);

test("without a choice the board's own order is shown, and no control", () => {
  assert.deepEqual(shownOf({}), ["a", "b@x", "c"]);
  assert.deepEqual(shownOf({ controls: true }), ["a", "b@x", "floor", "c"]);
});

test("every filter leaves out what it says: words, division, state, budget, what is outdated or unconfined, what nobody has reproduced", () => {
  assert.deepEqual(shownOf({ search: "x BETA" }), ["b@x"]);
  assert.deepEqual(shownOf({ divisions: new Set(["self"]) }), ["a", "c"]);
  assert.deepEqual(shownOf({ divisions: new Set() }), []);
  assert.deepEqual(shownOf({ verdicts: new Set(["gained"]) }), ["a"]);
  assert.deepEqual(shownOf({ budget: 20 }), ["a", "c"]);
  assert.deepEqual(shownOf({ sound: true }), ["a"]);
  assert.deepEqual(shownOf({ reproduced: true }), ["b@x"]);
  const { columns, ...rest } = table;
  const before = { ...rest, columns: columns.filter(({ name }) => name !== "reproduced") };
  assert.deepEqual(selectRows(before, { ...emptyState, reproduced: true }).rows, []);
});

test("rows are sorted by any column, and what is missing comes last either way", () => {
  assert.deepEqual(shownOf({ sort: { column: "pStar", descending: true } }), ["c", "a", "b@x"]);
  assert.deepEqual(shownOf({ sort: { column: "pStar", descending: false } }), ["a", "c", "b@x"]);
  assert.deepEqual(shownOf({ sort: { column: "name", descending: true } }), ["b@x", "a", "c"]);
});

test("pinned rows come first, in the order they were pinned, whatever the filter", () => {
  assert.deepEqual(shownOf({ pins: ["floor", "c", "gone"], search: "alpha" }), ["floor", "c", "a"]);
});

const text = fc.string({ maxLength: 8 });
const facet = fc.option(fc.uniqueArray(fc.string({ minLength: 1, maxLength: 5 }), { maxLength: 3 }), {
  nil: null,
});
const someState: fc.Arbitrary<ViewState> = fc
  .record({
    search: text,
    divisions: facet,
    verdicts: facet,
    tasks: facet,
    budget: fc.option(fc.nat(), { nil: null }),
    sound: fc.boolean(),
    reproduced: fc.boolean(),
    controls: fc.boolean(),
    all: fc.boolean(),
    alone: fc.boolean(),
    sort: fc.option(
      fc.record({
        column: fc.constantFrom("gain", "feedback:strong", "gain:news"),
        descending: fc.boolean(),
      }),
      { nil: null },
    ),
    pins: fc.array(fc.constantFrom("a", "b@x", "a&b=c")),
  })
  .map((state) => ({
    ...state,
    sort: state.sort === null ? null : { ...state.sort },
    divisions: state.divisions === null ? null : new Set(state.divisions),
    verdicts: state.verdicts === null ? null : new Set(state.verdicts),
    tasks: state.tasks === null ? null : new Set(state.tasks),
  }));

test("the whole of a choice goes into the address and comes back: none chosen is not the same as the filter off", () => {
  fc.assert(fc.property(someState, (state) => assert.deepEqual(parseState(addressOf(state)), state)));
  assert.equal(addressOf(emptyState), "");
  assert.deepEqual(parseState("?budget=many&sort=&unknown=1"), emptyState);
});

test("two entries are compared on their common seeds, with who wins how often and whether the board tells them apart", () => {
  const { entries, pairs } = compareEntries(table, ["a", "b@x", "c", "nobody"], {
    compareSeeds,
    twoSidedQuantile,
  });
  assert.deepEqual(entries, ["a", "b@x", "c"]);
  const [ab, ac, bc] = pairs;
  assert.deepEqual([ab!.seeds, ab!.mean, ab!.wins, ab!.isToldApart], [4, 1.75, [4, 0], false]);
  assert.deepEqual([ac!.seeds, ac!.wins, ac!.isToldApart], [5, [4, 1], true]);
  assert.deepEqual([bc!.mean, bc!.wins], [0, [0, 0]]);
  // Differences 1, 2, 1, 3: their deviation is 0.957, and t of three degrees 3.182.
  assert.ok(Math.abs(ab!.half! - (3.18245 * Math.sqrt(11 / 12)) / 2) < 1e-4);
});

test("rows are saved as CSV that a reader of the standard understands, and no cell is a formula", () => {
  const lines: string[][] = parse(csvOf(table, [3, 1]));
  assert.deepEqual(lines[0]!.slice(0, 3), ["entry", "name", "division"]);
  assert.deepEqual(lines[1]!.slice(0, 6), ["c", "'=Gamma", "self", "", "-1", "collapsed"]);
  assert.deepEqual(lines[2]!.slice(1, 2), ["Beta, x"]);
  assert.deepEqual(JSON.parse(jsonOf(table, [1]))[0].pStar, null);
  assert.deepEqual(parse(csvFrom([{ a: 1 }, { b: 'x "y"' }])), [
    ["a", "b"],
    ["1", ""],
    ["", 'x "y"'],
  ]);
});
