import assert from "node:assert/strict";
import { test } from "node:test";
import { fewestSeedsToSeparate } from "../../harness/score/compare.ts";
import { scoreTask } from "../../harness/score/index.ts";
import { rankEntries } from "../../harness/score/rank.ts";
import { record, series, task } from "./records.ts";

function entry(name: string, mean: number, worseThan: readonly string[]) {
  return { entry: name, final: { mean }, worseThan };
}

test("ranks count who is significantly better and worse, whatever the means' order in between", () => {
  const ranked = rankEntries([entry("c", 0.5, ["a"]), entry("a", 0.9, []), entry("b", 0.7, [])]);
  assert.deepEqual(
    ranked.map((one) => [one.entry, one.rank.low, one.rank.high, one.tieGroup]),
    [
      ["a", 1, 2, 1],
      ["b", 1, 3, 1],
      ["c", 2, 3, 2],
    ],
  );
});

test("a tie group is measured against its first: neighbours across a border may be indistinguishable", () => {
  const ranked = rankEntries([
    entry("a", 4, []),
    entry("b", 3, []),
    entry("c", 2, ["a"]),
    entry("d", 1, ["a", "b"]),
  ]);
  assert.deepEqual(
    ranked.map(({ tieGroup }) => tieGroup),
    [1, 1, 2, 2],
  );
});

test("a noisy first keeps in its group two entries that are separated from each other", () => {
  const ranked = rankEntries([entry("noisy", 3, []), entry("b", 2, []), entry("c", 1, ["b"])]);
  assert.deepEqual(
    ranked.map((one) => [one.rank.low, one.rank.high, one.tieGroup]),
    [
      [1, 3, 1],
      [1, 2, 1],
      [2, 3, 1],
    ],
  );
});

test("the same difference separates at five seeds and not at four", () => {
  const scored = (seeds: number) => {
    const scores = Array.from({ length: seeds }, (_, seed) => 0.5 + 0.01 * seed);
    const records = [
      ...series(
        "up",
        scores.map((one) => one + 0.2),
      ),
      ...series("down", scores),
    ];
    return scoreTask({ task, records }).entries.map(({ rank }) => rank.low);
  };
  assert.equal(fewestSeedsToSeparate, 5);
  assert.deepEqual(scored(4), [1, 1]);
  assert.deepEqual(scored(5), [1, 2]);
});

test("pairs are compared on their common seeds, and not at all without any", () => {
  const at = (entryName: string, seeds: readonly number[], score: number) =>
    seeds.map((seed) => record({ entry: entryName, seed, scores: [score + 0.001 * (seed % 3)] }));
  const records = [
    ...at("a", [0, 1, 2, 3, 4, 5, 6, 7], 0.9),
    ...at("b", [3, 4, 5, 6, 7, 8], 0.5),
    ...at("c", [8, 9], 0.1),
  ];
  const { entries } = scoreTask({ task, records });
  assert.deepEqual(
    entries.map(({ entry, worseThan }) => [entry, worseThan]),
    [
      ["a", []],
      ["b", ["a"]],
      ["c", []],
    ],
  );
});
