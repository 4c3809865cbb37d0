import assert from "node:assert/strict";
import { test } from "node:test";
import { scoreRounds, scoreTask } from "../../harness/score/index.ts";
import { boardOf, record, series, task, wholeSeeds } from "./records.ts";

test("an entry without records is listed as unscored", () => {
  const { views, unscored } = scoreTask({
    task,
    records: series("mine", [0.5]),
    entries: [
      { id: "mine", name: "Mine" },
      { id: "later", name: "Later" },
    ],
  });
  assert.deepEqual(
    views[0]!.entries.map(({ entry, name }) => ({ entry, name })),
    [{ entry: "mine", name: "Mine" }],
  );
  assert.deepEqual(unscored, [{ entry: "later", name: "Later" }]);
});

test("a cell that was not meant to come to the last round is missing in the recursion only", () => {
  const records = [
    record({ entry: "mine", seed: 0, scores: [0.6, 0.7] }),
    record({ entry: "mine", seed: 1, scores: [0.6] }),
  ];
  const { views } = scoreTask({ task: { ...task, rounds: 2 }, records });
  assert.deepEqual(
    views.map(({ entries: [entry] }) => [entry!.seeds, entry!.missing]),
    [
      [2, []],
      [1, [1]],
    ],
  );
});

test("seeds not run yet are listed, and seeds beyond the board's are not scored", () => {
  const records = [0, 2, 7].map((seed) => record({ entry: "mine", seed, scores: [seed] }));
  const { views, notes } = scoreTask({ task: { ...task, extents: wholeSeeds(4) }, records });
  const [mine] = views[0]!.entries;
  assert.deepEqual(mine!.missing, [1, 3]);
  assert.equal(mine!.seeds, 2);
  assert.equal(mine!.value.mean, 1);
  assert.match(notes.join("\n"), /mine: not complete/);
  assert.match(notes.join("\n"), /Not scored: 1 results of seeds beyond the board.s/);
});

test("a seed that plays one round in one regime is scored there, and missing nowhere", () => {
  const regimes = ["replace", "accumulate"] as const;
  const whole = { rounds: 2, regimes };
  const one = { rounds: 1, regimes: ["replace"] } as const;
  const records = [
    record({ entry: "mine", seed: 0, scores: [0.6, 0.7], other: [0.6, 0.8] }),
    record({ entry: "mine", seed: 1, scores: [0.8] }),
    // Played to the end although it need not be: it counts where its seed does.
    record({ entry: "mine", seed: 2, scores: [0.7, 0.1], other: [0.1, 0.1] }),
  ];
  const shorter = { ...task, ...whole, extents: [whole, one, one] };
  const { views, notes } = scoreTask({ task: shorter, records });
  assert.deepEqual(
    views.map(({ protocol, regime, entries: [entry] }) => [
      protocol,
      regime,
      entry!.cells.map(({ seed }) => seed),
      entry!.missing,
    ]),
    [
      ["one-round", "replace", [0, 1, 2], []],
      ["one-round", "accumulate", [0], []],
      ["recursion", "replace", [0], []],
      ["recursion", "accumulate", [0], []],
    ],
  );
  assert.match(notes.join("\n"), /Seeds from 1 on, 2 of 3, play one round under replace only/);
  const none = scoreTask({ task: { ...shorter, extents: [one, one, one] }, records });
  assert.match(none.notes.join("\n"), /All 3 seeds play one round under replace only/);
  const curve = scoreRounds({ task: shorter, records }).filter(({ regime }) => regime === "replace");
  assert.deepEqual(
    curve.map(({ metric }) => metric.mean),
    [0.5, 0.6, 0.7],
    "a curve is of the same seeds everywhere",
  );
});

test("of a recursion that named entries play alone, nobody else has a place, a gap or a failure there", () => {
  const whole = { rounds: 2, regimes: ["replace"] } as const;
  const one = { rounds: 1, regimes: ["replace"] } as const;
  const records = [
    ...[0, 1].map((seed) => record({ entry: "mine", seed, scores: [0.6, 0.7] })),
    // Played to the end on one seed although it need not be.
    record({ entry: "other", seed: 0, scores: [0.6, 0.9] }),
    record({ entry: "other", seed: 1, scores: [0.6] }),
    record({ entry: "broken", seed: 0 }),
    record({ entry: "late", seed: 0, scores: [0.6, 0.6] }),
  ];
  const shorter = {
    ...{ ...task, ...whole, extents: [one, one] },
    named: new Map([
      ["mine", [whole, whole]],
      ["late", [whole, whole]],
    ]),
  };
  const { views, notes } = scoreTask({ task: shorter, records });
  const placed = (protocol: string) =>
    views
      .filter((view) => view.protocol === protocol)
      .flatMap(({ entries }) => entries.map(({ entry, seeds, missing }) => [entry, seeds, ...missing]));
  assert.deepEqual(placed("recursion"), [
    ["mine", 2],
    ["late", 1, 1],
  ]);
  assert.deepEqual(
    placed("one-round")
      .map(([entry]) => entry)
      .sort(),
    ["broken", "late", "mine", "other"],
  );
  assert.match(notes.join("\n"), /one round under replace only, but for mine, late, of whom alone/);
  const curves = scoreRounds({ task: shorter, records });
  assert.deepEqual([...new Set(curves.map(({ entry }) => entry))], ["late", "mine"]);
});

test("records of other tasks are no part of it", () => {
  const [foreign] = series("mine", [0.9]);
  const records = [{ ...foreign!, cell: { ...foreign!.cell, task: "other" } }, ...series("mine", [0.5])];
  assert.equal(boardOf({ records }).entries[0]!.value.mean, 0.5);
});

test("at tier standard a cell outside the sandbox is not accepted, and a note counts it", () => {
  const outside = record({ entry: "mine", seed: 1, scores: [0.9], isolation: "none" });
  const records = [...series("mine", [0.5]), outside].map((one) => ({
    ...one,
    cell: { ...one.cell, tier: "standard" as const },
  }));
  const { views, notes } = scoreTask({ task, records });
  assert.equal(views[0]!.entries[0]!.value.mean, 0.5);
  assert.match(notes.join("\n"), /Not accepted: 1 results made outside the sandbox/);
});

test("at tier smoke one cell outside the sandbox marks the entry", () => {
  const records = [
    ...series("mine", [0.5]),
    record({ entry: "mine", seed: 1, scores: [0.5], isolation: "none" }),
  ];
  const { views, notes } = scoreTask({ task, records });
  assert.equal(views[0]!.entries[0]!.isolation, "none");
  assert.match(notes.join("\n"), /mine: ran outside the sandbox/);
});

test("no records at all make an empty board, not an error", () => {
  const { entries, generator } = boardOf({ records: [] });
  assert.deepEqual([entries, generator.value], [[], null]);
});

test("entries whose hash, or whose task's hash, has changed since are marked outdated", () => {
  const entries = [
    { id: "same", name: "Same", hash: "b".repeat(64) },
    { id: "edited", name: "Edited", hash: "d".repeat(64) },
  ];
  const records = [...series("same", [0.5]), ...series("edited", [0.4])];
  const outdated = (hash: string) =>
    boardOf({ task: { ...task, hash }, records, entries }).entries.map((one) => one.outdated);
  assert.deepEqual(outdated("a".repeat(64)), [false, true]);
  assert.deepEqual(outdated("e".repeat(64)), [true, true]);
});
