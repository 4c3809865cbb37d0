import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ResultRecord } from "../../harness/record/index.ts";
import { type ScoredEntry, scoreTask } from "../../harness/score/index.ts";
import { record, task } from "./records.ts";

const score = fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000);
const seedCount = 7;

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

function scoreOf({ rank, tieGroup, worseThan, ...scores }: ScoredEntry) {
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
        const printed = (own: readonly ResultRecord[]) => JSON.stringify(scoreTask({ task, records: own }));
        assert.equal(printed(shuffled), printed(records));
      },
    ),
    settings,
  );
});

test("adding a rival changes nobody's scores, and moves no rank by more than one", () => {
  fc.assert(
    fc.property(board(partial), partial, (records, rival) => {
      const before = scoreTask({ task: { ...task, seeds: seedCount }, records }).entries;
      const after = scoreTask({
        task: { ...task, seeds: seedCount },
        records: [...records, ...recordsOf("newcomer", rival)],
      }).entries;
      const others = after.filter(({ entry }) => entry !== "newcomer");
      assert.deepEqual(others.map(scoreOf), before.map(scoreOf));
      for (const [place, { rank }] of others.entries()) {
        const old = before[place]!.rank;
        assert.ok(rank.low - old.low === 0 || rank.low - old.low === 1);
        assert.ok(rank.high - old.high === 0 || rank.high - old.high === 1);
      }
    }),
    settings,
  );
});

test("identical entries tie: same rank interval, and neither is worse than the other", () => {
  fc.assert(
    fc.property(board(complete), complete, (records, twins) => {
      const { entries } = scoreTask({
        task,
        records: [...records, ...recordsOf("twin-1", twins), ...recordsOf("twin-2", twins)],
      });
      const [one, two] = entries.filter(({ entry }) => entry.startsWith("twin-"));
      assert.deepEqual(one!.rank, two!.rank);
      assert.deepEqual(one!.worseThan, two!.worseThan);
      assert.equal(one!.tieGroup, two!.tieGroup);
      assert.deepEqual(one!.final, two!.final);
    }),
    settings,
  );
});

test("the same advantage on every seed separates, whatever the seeds' own noise", () => {
  fc.assert(
    fc.property(complete, fc.double({ min: 0.001, max: 1, noNaN: true }), (scores, shift) => {
      const shifted = scores.map(([first, last]) => [first, last + shift] as const);
      const { entries } = scoreTask({
        task,
        records: [...recordsOf("below", scores), ...recordsOf("above", shifted)],
      });
      assert.deepEqual(
        entries.map(({ entry, rank, tieGroup }) => [entry, rank.low, rank.high, tieGroup]),
        [
          ["above", 1, 1, 1],
          ["below", 2, 2, 2],
        ],
      );
    }),
    settings,
  );
});

test("with all seeds run, each place lies in its entry's rank interval, and ends agree with the ties", () => {
  fc.assert(
    fc.property(board(complete), (records) => {
      const { entries } = scoreTask({ task, records });
      for (const [place, { rank, tieGroup }] of entries.entries()) {
        assert.ok(1 <= rank.low && rank.low <= place + 1);
        assert.ok(place + 1 <= rank.high && rank.high <= entries.length);
        const step = tieGroup - (entries[place - 1]?.tieGroup ?? 0);
        assert.ok(place === 0 ? tieGroup === 1 : step === 0 || step === 1);
      }
      const means = entries.map(({ final }) => final.mean);
      assert.deepEqual(
        means,
        means.toSorted((a, b) => b - a),
      );
    }),
    settings,
  );
});

test("on every seed the floor is scaled to 0 and the ceiling to 1", () => {
  fc.assert(
    fc.property(board(partial), (records) => {
      const { entries } = scoreTask({ task, records });
      const scaled = (name: string) => entries.find(({ entry }) => entry === name)!;
      assert.deepEqual(
        scaled("random").cells.map((cell) => cell.scaled),
        Array(seedCount).fill(0),
      );
      assert.deepEqual(
        scaled("clean").cells.map((cell) => cell.scaled),
        Array(seedCount).fill(1),
      );
      assert.deepEqual(scaled("random").scaled, { mean: 0, low: 0, high: 0 });
      assert.deepEqual(scaled("clean").scaled, { mean: 1, low: 1, high: 1 });
    }),
    settings,
  );
});

test("failing a cell never scores above the floor, so it never beats selecting at random there", () => {
  fc.assert(
    fc.property(controls, complete, fc.integer({ min: 0, max: seedCount - 1 }), (own, scores, place) => {
      const failing = scores.map((rounds, seed) => (seed === place ? null : rounds));
      const floor = own.find((one) => one.strategy.control === "floor" && one.cell.seed === place)!;
      const [first, last] = floor.regimes.replace!.map(({ metrics }) => metrics["accuracy"]!) as [
        number,
        number,
      ];
      const random = scores.map((rounds, seed) => (seed === place ? ([first, last] as const) : rounds));
      const finalOf = (entry: Scores) =>
        scoreTask({ task, records: [...own, ...recordsOf("mine", entry)] }).entries.find(
          ({ entry: name }) => name === "mine",
        )!;
      const failed = finalOf(failing);
      assert.equal(failed.failed, 1);
      assert.equal(failed.final.mean, finalOf(random).final.mean);
      assert.deepEqual(failed.scaled, finalOf(random).scaled);
    }),
    settings,
  );
});

test("an entry is scored on the seeds it has, and lists the others", () => {
  fc.assert(
    fc.property(controls, partial, (own, scores) => {
      const { entries, unscored } = scoreTask({
        task: { ...task, seeds: seedCount },
        records: [...own, ...recordsOf("mine", scores)],
        entries: [{ id: "mine", name: "Mine" }],
      });
      const mine = entries.find(({ entry }) => entry === "mine");
      if (mine === undefined) {
        assert.deepEqual(unscored, [{ entry: "mine", name: "Mine", failed: 0 }]);
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
      walk(scoreTask({ task, records }));
    }),
    settings,
  );
});
