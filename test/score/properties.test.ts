import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ResultRecord } from "../../harness/record/index.ts";
import { type ScoredEntry, type ScoringTask, scoreTask } from "../../harness/score/index.ts";
import { boardOf, record, task, wholeSeeds } from "./records.ts";

const score = fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000);
const seedCount = 7;
const twoRounds: ScoringTask = { ...task, rounds: 2 };

/** Per seed: two rounds' scores, a failure (null), or not run yet (undefined). */
type Scores = readonly (readonly [number, number] | null | undefined)[];

const run = fc.tuple(score, score);
const complete = fc.array(run, { minLength: seedCount, maxLength: seedCount });
const partial = fc.array(fc.oneof({ weight: 5, arbitrary: run }, fc.constant(null), fc.constant(undefined)), {
  minLength: seedCount,
  maxLength: seedCount,
});
const controls = complete.map((floors) => [
  ...recordsOf("random", floors, "floor"),
  ...recordsOf(
    "clean",
    floors.map(([first, last]) => [first + 0.5, last + 0.5] as const),
    "ceiling",
  ),
]);

function recordsOf(entry: string, scores: Scores, control: ResultRecord["strategy"]["control"] = null) {
  return scores.flatMap((rounds, seed) => {
    if (rounds === undefined) return [];
    return [record({ entry, seed, control, ...(rounds === null ? {} : { scores: rounds }) })];
  });
}

const board = (scores: fc.Arbitrary<Scores>) =>
  fc
    .tuple(controls, fc.array(scores, { minLength: 1, maxLength: 4 }))
    .map(([own, rivals]) => [
      ...own,
      ...rivals.flatMap((rival, place) => recordsOf(`rival-${place}`, rival)),
    ]);

function scoreOf({ rank, letters, verdict, ...scores }: ScoredEntry) {
  return scores;
}

const settings = { seed: 7, numRuns: 25 };

test("the order of records changes nothing, to the byte", () => {
  fc.assert(
    fc.property(
      board(partial).chain((records) =>
        fc.tuple(
          fc.constant(records),
          fc.shuffledSubarray(records, { minLength: records.length, maxLength: records.length }),
        ),
      ),
      ([records, shuffled]) => {
        const printed = (own: readonly ResultRecord[]) =>
          JSON.stringify(scoreTask({ task: twoRounds, records: own }));
        assert.equal(printed(shuffled), printed(records));
      },
    ),
    settings,
  );
});

test("adding a rival changes nobody's scores", () => {
  fc.assert(
    fc.property(board(partial), partial, (records, rival) => {
      const own = { ...twoRounds, extents: wholeSeeds(seedCount, twoRounds) };
      const before = scoreTask({ task: own, records }).views;
      const after = scoreTask({
        task: own,
        records: [...records, ...recordsOf("newcomer", rival)],
      }).views;
      for (const [place, { entries }] of after.entries()) {
        const others = entries.filter(({ entry }) => entry !== "newcomer");
        assert.deepEqual(others.map(scoreOf), before[place]!.entries.map(scoreOf));
      }
    }),
    settings,
  );
});

test("identical entries are not told apart: same rank interval, letters and verdict", () => {
  fc.assert(
    fc.property(board(complete), complete, (records, twins) => {
      const { entries } = boardOf({
        records: [...records, ...recordsOf("twin-1", twins), ...recordsOf("twin-2", twins)],
      });
      const [one, two] = entries.filter(({ entry }) => entry.startsWith("twin-"));
      assert.deepEqual(one!.rank, two!.rank);
      assert.deepEqual(one!.letters, two!.letters);
      assert.equal(one!.verdict, two!.verdict);
      assert.deepEqual(one!.gain, two!.gain);
    }),
    settings,
  );
});

test("an advantage far above the seeds' own noise separates, however even it is", () => {
  fc.assert(
    fc.property(complete, complete, fc.integer({ min: 5, max: 50 }), (scores, others, shift) => {
      for (const own of [scores, others]) {
        const shifted = own.map(([first, last]) => [first + shift, last + shift] as const);
        const { entries } = boardOf({
          records: [...recordsOf("below", scores), ...recordsOf("above", shifted)],
        });
        assert.deepEqual(
          entries.map(({ entry, rank }) => [entry, rank!.low, rank!.high]),
          [
            ["above", 1, 1],
            ["below", 2, 2],
          ],
        );
        assert.ok(!entries[0]!.letters.some((letter) => entries[1]!.letters.includes(letter)));
      }
    }),
    settings,
  );
});

test("with all seeds run, each ranked entry's place among the ranked lies in its rank interval", () => {
  fc.assert(
    fc.property(board(complete), (records) => {
      const { entries } = boardOf({ records });
      const ranked = entries.filter(({ rank }) => rank !== null);
      for (const [place, { rank }] of ranked.entries()) {
        assert.ok(1 <= rank!.low && rank!.low <= place + 1);
        assert.ok(place + 1 <= rank!.high && rank!.high <= ranked.length);
      }
      const means = entries.map(({ gain }) => gain.mean);
      assert.deepEqual(
        means,
        means.toSorted((a, b) => b - a),
      );
    }),
    settings,
  );
});

test("an entry is told apart from G0 exactly when it shares no letter with it", () => {
  fc.assert(
    fc.property(board(partial), (records) => {
      const { entries, generator } = boardOf({ records });
      for (const { letters, verdict } of entries)
        assert.equal(
          letters.some((letter) => generator.letters.includes(letter)),
          verdict === "undecided",
        );
    }),
    settings,
  );
});

test("on every seed where it gains the ceiling is scaled to 1, without an interval", () => {
  fc.assert(
    fc.property(board(partial), (records) => {
      const clean = boardOf({ records }).entries.find(({ control }) => control === "ceiling")!;
      for (const { gain, scaled } of clean.cells) assert.equal(scaled, gain > 0 ? 1 : null);
      if (clean.scaled !== null) assert.deepEqual(clean.scaled, { mean: 1, low: null, high: null });
    }),
    settings,
  );
});

test("no interval has width zero, and each holds its mean", () => {
  fc.assert(
    fc.property(board(partial), (records) => {
      for (const { entries } of scoreTask({ task: twoRounds, records }).views)
        for (const { gain, value, scaled } of entries)
          for (const interval of [gain, value, scaled])
            if (interval !== null && interval.low !== null)
              assert.ok(interval.low < interval.mean && interval.mean < interval.high!);
    }),
    settings,
  );
});

test("failing a cell never scores above an honest one", () => {
  fc.assert(
    fc.property(complete, fc.integer({ min: 0, max: seedCount - 1 }), (scores, place) => {
      const failing = scores.map((rounds, seed) => (seed === place ? null : rounds));
      const gainsOf = (own: Scores) =>
        scoreTask({ task: twoRounds, records: recordsOf("mine", own) }).views.map(
          ({ entries }) => entries[0]!.gain.mean,
        );
      const honest = gainsOf(scores);
      for (const [view, gain] of gainsOf(failing).entries()) assert.ok(gain <= honest[view]! + 1e-12);
    }),
    settings,
  );
});

test("an entry is scored on the seeds it has, and lists the others", () => {
  fc.assert(
    fc.property(controls, partial, (own, scores) => {
      const { views, unscored } = scoreTask({
        task: { ...task, extents: wholeSeeds(seedCount) },
        records: [...own, ...recordsOf("mine", scores)],
        entries: [{ id: "mine", name: "Mine" }],
      });
      const mine = views[0]!.entries.find(({ entry }) => entry === "mine");
      if (mine === undefined) {
        assert.deepEqual(unscored, [{ entry: "mine", name: "Mine" }]);
        return;
      }
      assert.equal(mine.seeds + mine.missing.length, seedCount);
      assert.deepEqual(
        mine.missing,
        scores.flatMap((rounds, seed) => (rounds === undefined ? [seed] : [])),
      );
      assert.equal(mine.failed, scores.filter((rounds) => rounds === null).length);
    }),
    settings,
  );
});

test("no NaN and no infinity reach the board", () => {
  fc.assert(
    fc.property(board(partial), (records) => {
      const walk = (value: unknown): void => {
        if (typeof value === "number") assert.ok(Number.isFinite(value));
        else if (typeof value === "object" && value !== null) Object.values(value).forEach(walk);
      };
      walk(scoreTask({ task: twoRounds, records }));
    }),
    settings,
  );
});
