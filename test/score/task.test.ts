import assert from "node:assert/strict";
import { test } from "node:test";
import { recordSchema } from "../../harness/record/index.ts";
import { scoreTask } from "../../harness/score/index.ts";
import { boardOf, entryOf, record, series, task } from "./records.ts";

/** Whose generator has 0.5 on every seed: it gains 0.4 and 0.3. */
const ceiling = series("clean", [0.9, 0.8], { control: "ceiling" });
const noise = [0, 0.01, 0.02, 0.01, 0.03, 0];
const around = (score: number) => noise.map((one) => score + one);

const near = (actual: number | null | undefined, expected: number) =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < 1e-9, `${actual} is not ${expected}`);

test("the records these tests are made of are valid records", () => {
  recordSchema.parse(record({ entry: "a@b", seed: 3, scores: [0.5] }));
  recordSchema.parse(record({ entry: "a", seed: 3 }));
});

test("an example worked by hand: two rounds, two seeds, both protocols", () => {
  const own = [
    record({
      entry: "mine",
      seed: 0,
      scores: [0.6, 0.7],
      feedback: { weak: 10 },
      pStar: 0.8,
      generator: 0.4,
    }),
    record({ entry: "mine", seed: 1, scores: [0.5, 0.7], feedback: { weak: 20, oracle: 1 }, pStar: 0.6 }),
  ];
  const clean = [
    record({ entry: "clean", seed: 0, scores: [0.8, 0.9], control: "ceiling", generator: 0.4 }),
    record({ entry: "clean", seed: 1, scores: [0.7, 0.9], control: "ceiling" }),
  ];
  const { views, unscored } = scoreTask({ task: { ...task, rounds: 2 }, records: [...own, ...clean] });
  assert.deepEqual(
    views.map(({ protocol, regime }) => [protocol, regime]),
    [
      ["one-round", "replace"],
      ["recursion", "replace"],
    ],
  );
  const [first, last] = views.map(({ entries }) => entryOf(entries, "mine"));
  // 0.6 − 0.4 and 0.5 − 0.5; over the ceiling's 0.4 and 0.2.
  near(first!.gain.mean, 0.1);
  near(first!.value.mean, 0.55);
  near(first!.scaled?.mean, (0.2 / 0.4 + 0) / 2);
  // 0.7 − 0.4 and 0.7 − 0.5; over the ceiling's 0.5 and 0.4.
  near(last!.gain.mean, 0.25);
  near(last!.scaled?.mean, (0.3 / 0.5 + 0.2 / 0.4) / 2);
  assert.deepEqual(first!.feedback, { oracle: 0.5, weak: 15 });
  assert.deepEqual(last!.feedback, { oracle: 1, weak: 30 });
  assert.deepEqual(first!.cost, { selectSeconds: 0.25, cellSeconds: 3 });
  assert.deepEqual(last!.cost, { selectSeconds: 0.5, cellSeconds: 3 });
  near(last!.pStar, 0.7);
  assert.equal(last!.kept, 5);
  near(views[0]!.generator.value?.mean, 0.45);
  assert.deepEqual(unscored, []);
});

test("p⋆ and what was kept are of the round that is scored", () => {
  const own = record({ entry: "mine", seed: 0, scores: [0.6, 0.7] });
  const [first, second] = own.regimes.replace!;
  const rounds = [
    { ...first!, pStar: 0.9 },
    { ...second!, pStar: 0.6, selected: { ...second!.selected, candidates: 3 } },
  ];
  const { views } = scoreTask({
    task: { ...task, rounds: 2 },
    records: [{ ...own, regimes: { replace: rounds } }],
  });
  assert.deepEqual(
    views.map(({ entries: [entry] }) => [entry!.pStar, entry!.kept]),
    [
      [0.9, 5],
      [0.6, 3],
    ],
  );
});

test("every regime is a board of its own", () => {
  const records = [record({ entry: "mine", seed: 0, scores: [0.1, 0.2], other: [0.3, 0.4] })];
  const { views } = scoreTask({ task: { ...task, rounds: 2, regimes: ["replace", "accumulate"] }, records });
  assert.deepEqual(
    views.map(({ protocol, regime, entries }) => [protocol, regime, entries[0]!.value.mean]),
    [
      ["one-round", "replace", 0.1],
      ["one-round", "accumulate", 0.3],
      ["recursion", "replace", 0.2],
      ["recursion", "accumulate", 0.4],
    ],
  );
});

test("an entry told apart above its generator has gained, below it has collapsed, and else it is undecided", () => {
  const records = [
    ...series("up", around(0.7)),
    ...series("level", [0.5, 0.45, 0.56, 0.5, 0.52, 0.46]),
    ...series("down", around(0.3)),
  ];
  const { entries, generator } = boardOf({ records });
  assert.deepEqual(
    entries.map(({ entry, verdict, letters }) => [entry, verdict, letters]),
    [
      ["up", "gained", ["a"]],
      ["level", "undecided", ["b"]],
      ["down", "collapsed", ["c"]],
    ],
  );
  assert.deepEqual(generator.letters, ["b"]);
});

test("controls have no rank and take none from the others", () => {
  const records = [
    ...series("clean", around(0.95), { control: "ceiling" }),
    ...series("better", around(0.8)),
    ...series("keep-all", around(0.7), { control: "everything" }),
    ...series("judge", around(0.65), { control: "reference" }),
    ...series("worse", around(0.6)),
    ...series("random", around(0.3), { control: "floor" }),
  ];
  const { views, notes } = scoreTask({ task, records });
  assert.deepEqual(
    views[0]!.entries.map(({ entry, rank }) => [entry, rank?.low ?? null, rank?.high ?? null]),
    [
      ["clean", null, null],
      ["better", 1, 1],
      ["keep-all", null, null],
      ["judge", null, null],
      ["worse", 2, 2],
      ["random", null, null],
    ],
  );
  assert.match(
    notes.join("\n"),
    /^clean, judge, random: .*not ranked\.\nkeep-all: not ranked, because the keep budget/m,
  );
});

test("the note on what keeps everything says how many times as much it keeps", () => {
  const all = series("keep-all", [0.4], { control: "everything" }).map((one) => ({
    ...one,
    regimes: {
      replace: one.regimes.replace!.map((round) => ({
        ...round,
        selected: { ...round.selected, candidates: 80 },
      })),
    },
  }));
  const { notes } = scoreTask({ task, records: [...all, ...series("mine", [0.5])] });
  assert.match(notes.join("\n"), /keep-all: .*16 times what others keep: its gain is not at equal cost\./);
});

test("with few seeds nothing is told apart, and a note says so", () => {
  const { views, notes } = scoreTask({ task, records: [...series("a", [0.9, 0.8]), ...ceiling] });
  for (const { verdict, letters } of views[0]!.entries)
    assert.deepEqual([verdict, letters], ["undecided", ["a"]]);
  assert.match(notes.join("\n"), /Fewer than 5 seeds/);
});

test("one seed, and values without any spread, have a mean and no interval", () => {
  const [only] = boardOf({ records: series("only", [0.6]) }).entries;
  assert.deepEqual(only!.value, { mean: 0.6, low: null, high: null });
  const clean = entryOf(boardOf({ records: ceiling }).entries, "clean");
  assert.deepEqual(clean.scaled, { mean: 1, low: null, high: null });
  assert.ok(clean.gain.low! < clean.gain.mean && clean.gain.mean < clean.gain.high!);
});

test("a failed cell counts as the metric's worst value, below every honest one", () => {
  const own = [record({ entry: "mine", seed: 0, scores: [0.8] }), record({ entry: "mine", seed: 1 })];
  const mine = entryOf(boardOf({ records: [...own, ...ceiling] }).entries, "mine");
  const { scaled, ...rest } = mine.cells[1]!;
  assert.deepEqual(rest, { seed: 1, value: 0, gain: -0.5, failed: true });
  near(scaled, -0.5 / 0.3);
  assert.equal(mine.failed, 1);
  assert.equal(mine.seeds, 2);
  near(mine.value.mean, 0.4);
  const elsewhere = boardOf({ task: { ...task, worst: -1 }, records: own });
  near(elsewhere.entries[0]!.value.mean, -0.1);
});

test("an entry all of whose cells failed is on the board, as failed", () => {
  const { views, notes } = scoreTask({ task, records: [record({ entry: "broken", seed: 0 })] });
  assert.deepEqual([views[0]!.entries[0]!.failed, views[0]!.entries[0]!.pStar], [1, null]);
  assert.match(
    notes.join("\n"),
    /broken: failed on some seeds, which count as the worst value of the metric/,
  );
});

test("a failed cell's feedback, cost and p⋆ stay out of the means", () => {
  const own = [
    record({ entry: "mine", seed: 0, scores: [0.8], feedback: { strong: 8 }, pStar: 0.9 }),
    record({ entry: "mine", seed: 1 }),
  ];
  const [mine] = boardOf({ records: own }).entries;
  assert.deepEqual(mine!.feedback, { strong: 8 });
  assert.equal(mine!.pStar, 0.9);
  assert.equal(mine!.cost.cellSeconds, 3);
});

test("without a ceiling there are gains and no scaled scores, and the board says so", () => {
  const { views, notes } = scoreTask({ task, records: series("mine", [0.6, 0.7]) });
  assert.equal(views[0]!.entries[0]!.scaled, null);
  near(views[0]!.entries[0]!.gain.mean, 0.15);
  assert.match(notes.join("\n"), /No entry has run as the ceiling/);
});

test("a seed without a ceiling, or whose ceiling gains nothing, is left out of the scaled mean alone", () => {
  const records = [
    ...series("mine", [0.7, 0.7, 0.7]),
    ...series("clean", [0.9, 0.5], { control: "ceiling" }),
  ];
  const { views, notes } = scoreTask({ task, records });
  const mine = entryOf(views[0]!.entries, "mine");
  near(mine.scaled?.mean, 0.2 / 0.4);
  assert.deepEqual(
    mine.cells.slice(1).map(({ scaled }) => scaled),
    [null, null],
  );
  assert.equal(mine.seeds, 3);
  assert.match(notes.join("\n"), /The ceiling has 2 of 3 seeds/);
});

test("p⋆ is null when no cell defines it, and otherwise the mean of those that do", () => {
  const some = [0.8, null].map((pStar, seed) => record({ entry: "some", seed, scores: [0.5], pStar }));
  const { entries } = boardOf({ records: [...some, ...series("none", [0.5], { pStar: null })] });
  assert.equal(entryOf(entries, "some").pStar, 0.8);
  assert.equal(entryOf(entries, "none").pStar, null);
});
