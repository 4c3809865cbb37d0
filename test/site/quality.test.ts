import assert from "node:assert/strict";
import { test } from "node:test";
import type { ScoredEntry, ScoredView } from "../../harness/board/index.ts";
import { qualityOf, type TaskResults } from "../../site/src/data/index.ts";

const base = {
  division: "self",
  seeds: 5,
  missing: [],
  failed: 0,
  outdated: false,
  isolation: "bubblewrap",
} as const;

function entryOf(entry: string, gain: number, rest: Partial<ScoredEntry>): ScoredEntry {
  const all = {
    ...base,
    entry,
    name: entry,
    gain: { mean: gain, low: null, high: null },
    control: null,
    ...rest,
  };
  return all as unknown as ScoredEntry;
}

function taskOf(entries: readonly ScoredEntry[]): TaskResults {
  const view = { protocol: "one-round", regime: "replace", entries } as unknown as ScoredView;
  return { entries, views: [view], records: new Map(), about: { rounds: 1 } } as unknown as TaskResults;
}

const clean = entryOf("clean", 5, { control: "ceiling", verdict: "gained", letters: ["b"], rank: null });
const random = entryOf("random", -3, { control: "floor", verdict: "collapsed", letters: ["d"], rank: null });
const good = entryOf("good", 7, { verdict: "gained", letters: ["a"], rank: { low: 1, high: 1 } });
const tied = entryOf("tied", 6, { verdict: "gained", letters: ["b"], rank: { low: 2, high: 2 } });

test("an entry told to be above the ceiling is named, one that is tied with it is not", () => {
  assert.deepEqual(qualityOf(taskOf([good, tied, clean, random])).improbable, ["good"]);
});

test("controls that bracket are no finding; a ceiling that does not gain, a floor that does, or none at all are", () => {
  assert.deepEqual(qualityOf(taskOf([good, clean, random])).controls, []);
  const weak = { ...clean, verdict: "undecided" } as ScoredEntry;
  const strong = { ...random, verdict: "gained" } as ScoredEntry;
  assert.match(
    qualityOf(taskOf([weak, strong])).controls.join("|"),
    /ceiling, clean, is not told to gain.*floor, random, gains/,
  );
  assert.match(qualityOf(taskOf([good])).controls.join("|"), /no ceiling.*no floor/);
});

test("pairs told apart are counted by the ranks, controls aside", () => {
  assert.deepEqual(qualityOf(taskOf([good, tied, clean, random])).discrimination, [
    { title: "one round, regime replace", told: 1, pairs: 1 },
  ]);
});
