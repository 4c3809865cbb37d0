import assert from "node:assert/strict";
import { test } from "node:test";
import { type ResultRecord, recordSchema } from "../../harness/record/index.ts";
import { type ScoredEntry, scoreTask } from "../../harness/score/index.ts";
import { record, series, task } from "./records.ts";

const floor = series("random", [0.5, 0.4], { control: "floor" });
const ceiling = series("clean", [0.9, 0.8], { control: "ceiling" });

function entryOf(entries: readonly ScoredEntry[], name: string): ScoredEntry {
  const found = entries.find(({ entry }) => entry === name);
  assert.ok(found, `${name} is scored`);
  return found;
}

test("the records these tests are made of are valid records", () => {
  recordSchema.parse(record({ entry: "a@b", seed: 3, scores: [0.5] }));
  recordSchema.parse(record({ entry: "a", seed: 3 }));
});

test("an example worked by hand: two rounds, two seeds, both controls", () => {
  const own = [
    record({
      entry: "mine",
      seed: 0,
      scores: [0.6, 0.7],
      feedback: { weak: 10 },
      pStar: 0.8,
      generator: 0.55,
    }),
    record({ entry: "mine", seed: 1, scores: [0.5, 0.7], feedback: { weak: 20, oracle: 1 }, pStar: 0.6 }),
  ];
  const { entries, unscored } = scoreTask({ task, records: [...own, ...floor, ...ceiling] });
  const mine = entryOf(entries, "mine");
  assert.equal(mine.seeds, 2);
  assert.equal(mine.first.mean, 0.55);
  assert.equal(mine.final.mean, 0.7);
  // (0.7 − 0.5)/(0.9 − 0.5) = 0.5 and (0.7 − 0.4)/(0.8 − 0.4) = 0.75.
  assert.ok(Math.abs(mine.scaled!.mean - 0.625) < 1e-12);
  assert.equal(mine.generator.mean, 0.525);
  // Two rounds of 10, two of 20: (20 + 40)/2; the oracle scored 2 in one of two cells.
  assert.deepEqual(mine.feedback, { oracle: 1, weak: 30 });
  assert.ok(Math.abs(mine.pStar! - 0.7) < 1e-12);
  assert.deepEqual(mine.cost, { selectSeconds: 0.5, cellSeconds: 3 });
  assert.equal(mine.failed, 0);
  assert.deepEqual(unscored, []);
  assert.deepEqual(
    entries.map(({ entry }) => entry),
    ["clean", "mine", "random"],
  );
});

test("with two seeds the interval is their range, and nothing is separated", () => {
  const { entries, notes } = scoreTask({ task, records: [...floor, ...ceiling] });
  assert.deepEqual(entryOf(entries, "random").final, { mean: 0.45, low: 0.4, high: 0.5 });
  assert.deepEqual(
    entries.map(({ rank, tieGroup }) => ({ rank, tieGroup })),
    [
      { rank: { low: 1, high: 2 }, tieGroup: 1 },
      { rank: { low: 1, high: 2 }, tieGroup: 1 },
    ],
  );
  assert.match(notes.join("\n"), /Fewer than 5 seeds/);
});

test("one seed has a mean and no interval", () => {
  const { entries } = scoreTask({ task, records: series("only", [0.6]) });
  assert.deepEqual(entries[0]!.final, { mean: 0.6, low: null, high: null });
});

test("a failed cell takes the floor's score of its seed, in both rounds and scaled", () => {
  const own = [record({ entry: "mine", seed: 0, scores: [0.8] }), record({ entry: "mine", seed: 1 })];
  const { entries } = scoreTask({ task, records: [...own, ...floor, ...ceiling] });
  const mine = entryOf(entries, "mine");
  assert.deepEqual(mine.cells[1], { seed: 1, first: 0.4, final: 0.4, scaled: 0, failed: true });
  assert.equal(mine.failed, 1);
  assert.equal(mine.seeds, 2);
  assert.ok(Math.abs(mine.final.mean - 0.6) < 1e-12);
});

test("a failed cell's feedback, cost and p⋆ stay out of the means", () => {
  const own = [
    record({ entry: "mine", seed: 0, scores: [0.8], feedback: { strong: 8 }, pStar: 0.9 }),
    record({ entry: "mine", seed: 1 }),
  ];
  const mine = entryOf(scoreTask({ task, records: [...own, ...floor] }).entries, "mine");
  assert.deepEqual(mine.feedback, { strong: 8 });
  assert.equal(mine.pStar, 0.9);
  assert.equal(mine.cost.cellSeconds, 3);
});

test("without controls there is no scaled score, and the board says so", () => {
  const { entries, notes } = scoreTask({ task, records: series("mine", [0.6, 0.7]) });
  assert.equal(entries[0]!.scaled, null);
  assert.match(notes.join("\n"), /No entry has run as the floor.*\n.*No entry has run as the ceiling/);
});

test("G0 stands on the scale where its metric lies between the controls, seed by seed", () => {
  const own = series("mine", [0.7, 0.7, 0.7], { generator: 0.6 });
  const at = (records: readonly ResultRecord[], generator: number) =>
    records.map((one) => ({ ...one, generator: { accuracy: generator } }));
  const scaledOf = (records: readonly ResultRecord[]) => scoreTask({ task, records }).generatorScaled;
  // (0.6 − 0.5)/(0.9 − 0.5) = 0.25 and (0.6 − 0.4)/(0.8 − 0.4) = 0.5; seed 2 has no controls.
  const mean = scaledOf([...own, ...at(floor, 0.6), ...at(ceiling, 0.6)])!;
  assert.ok(Math.abs(mean - 0.375) < 1e-12);
  assert.equal(scaledOf([...own, ...floor]), null);
  assert.equal(scaledOf([...own, ...ceiling]), null);
});

test("a seed with only one control is left out of the scaled mean alone", () => {
  const records = [...series("mine", [0.7, 0.7]), ...floor, ...ceiling.slice(0, 1)];
  const { entries, notes } = scoreTask({ task, records });
  const mine = entryOf(entries, "mine");
  assert.equal(mine.scaled!.mean, (0.7 - 0.5) / (0.9 - 0.5));
  assert.equal(mine.seeds, 2);
  assert.match(notes.join("\n"), /The ceiling has 1 of 2 seeds/);
});

test("a seed whose ceiling is not above its floor has no scale", () => {
  const records = [...floor, ...series("clean", [0.9, 0.4], { control: "ceiling" })];
  const random = entryOf(scoreTask({ task, records }).entries, "random");
  assert.deepEqual(
    random.cells.map(({ scaled }) => scaled),
    [0, null],
  );
});

test("p⋆ is null when no cell defines it, and otherwise the mean of those that do", () => {
  const some = [0.8, null].map((pStar, seed) => record({ entry: "some", seed, scores: [0.5], pStar }));
  const { entries } = scoreTask({ task, records: [...some, ...series("none", [0.5], { pStar: null })] });
  assert.equal(entryOf(entries, "some").pStar, 0.8);
  assert.equal(entryOf(entries, "none").pStar, null);
});

test("an entry without records, or with failures and no floor, is listed as unscored", () => {
  const { entries, unscored } = scoreTask({
    task,
    records: [...series("mine", [0.5]), record({ entry: "broken", seed: 0 })],
    entries: [
      { id: "mine", name: "Mine" },
      { id: "later", name: "Later" },
    ],
  });
  assert.deepEqual(
    entries.map(({ entry, name }) => ({ entry, name })),
    [{ entry: "mine", name: "Mine" }],
  );
  assert.deepEqual(unscored, [
    { entry: "broken", name: "broken", failed: 1 },
    { entry: "later", name: "Later", failed: 0 },
  ]);
});

test("seeds not run yet are listed, and seeds beyond the board's are not scored", () => {
  const records = [0, 2, 7].map((seed) => record({ entry: "mine", seed, scores: [seed] }));
  const { entries, notes } = scoreTask({ task: { ...task, seeds: 4 }, records });
  assert.deepEqual(entries[0]!.missing, [1, 3]);
  assert.equal(entries[0]!.seeds, 2);
  assert.equal(entries[0]!.final.mean, 1);
  assert.match(notes.join("\n"), /mine: not complete/);
  assert.match(notes.join("\n"), /Not scored: 1 results of seeds beyond the board.s 4/);
});

test("another regime than the headline one can be scored", () => {
  const records = [record({ entry: "mine", seed: 0, scores: [0.1, 0.2], other: [0.3, 0.4] })];
  const { entries } = scoreTask({ task, records, regime: "accumulate" });
  assert.equal(entries[0]!.first.mean, 0.3);
  assert.equal(entries[0]!.final.mean, 0.4);
});

test("records of other tasks are no part of it", () => {
  const [foreign] = series("mine", [0.9]);
  const records = [{ ...foreign!, cell: { ...foreign!.cell, task: "other" } }, ...series("mine", [0.5])];
  assert.equal(scoreTask({ task, records }).entries[0]!.final.mean, 0.5);
});

test("at tier standard a cell outside the sandbox is not accepted, and a note counts it", () => {
  const outside = record({ entry: "mine", seed: 1, scores: [0.9], isolation: "none" });
  const records = [...series("mine", [0.5]), outside].map((one) => ({
    ...one,
    cell: { ...one.cell, tier: "standard" as const },
  }));
  const { entries, notes } = scoreTask({ task, records });
  assert.equal(entries[0]!.final.mean, 0.5);
  assert.match(notes.join("\n"), /Not accepted: 1 results made outside the sandbox/);
});

test("at tier smoke one cell outside the sandbox marks the entry", () => {
  const records = [
    ...series("mine", [0.5]),
    record({ entry: "mine", seed: 1, scores: [0.5], isolation: "none" }),
  ];
  const { entries, notes } = scoreTask({ task, records });
  assert.equal(entries[0]!.isolation, "none");
  assert.match(notes.join("\n"), /mine: ran outside the sandbox/);
});

test("no records at all make an empty board, not an error", () => {
  assert.deepEqual(scoreTask({ task, records: [] }).entries, []);
});

test("entries whose hash, or whose task's hash, has changed since are marked outdated", () => {
  const entries = [
    { id: "same", name: "Same", hash: "b".repeat(64) },
    { id: "edited", name: "Edited", hash: "d".repeat(64) },
  ];
  const records = [...series("same", [0.5]), ...series("edited", [0.4])];
  const outdated = (hash: string) =>
    scoreTask({ task: { ...task, hash }, records, entries }).entries.map((one) => one.outdated);
  assert.deepEqual(outdated("a".repeat(64)), [false, true]);
  assert.deepEqual(outdated("e".repeat(64)), [true, true]);
});
