import assert from "node:assert/strict";
import { test } from "node:test";
import { askedTwice } from "../../harness/intake/asked-twice.ts";
import {
  type RoundSelection,
  type SelectionRound,
  type Selector,
  StrategyFailure,
} from "../../harness/selection/index.ts";
import { poolOf } from "../strategy/stage.ts";

type Answer = Partial<RoundSelection> | StrategyFailure;

/** A selector that gives these answers, one after the other. */
function answering(answers: readonly Answer[]): Selector {
  let asked = 0;
  return {
    offered: "pool",
    async select(round) {
      const answer = answers[asked++ % answers.length]!;
      if (answer instanceof StrategyFailure) throw answer;
      const pool = await round.propose({});
      const seconds = { generate: 0, select: 0 };
      return { pool, selection: kept([0]), feedback: {}, seconds, peakMemoryMiB: 0, ...answer };
    },
  };
}

function kept(items: readonly number[], weights = items.map(() => 1)): RoundSelection["selection"] {
  const candidates = new Uint32Array(items.length);
  return { items: Uint32Array.from(items), candidates, weights: Float64Array.from(weights) };
}

const round: SelectionRound = {
  ...{ regime: "replace", round: 2, rounds: 3, choices: {}, seed: 5, noise: [] },
  budget: { keep: 3, feedback: {} },
  propose: async () => poolOf(3),
  verifiers: {},
};

async function told(...answers: readonly Answer[]): Promise<readonly string[]> {
  const lines: string[] = [];
  const selector = askedTwice(answering(answers), (line) => lines.push(line));
  for (let times = 0; times < 2; times++) await selector.select(round);
  return lines;
}

test("equal answers tell nothing, and the first one counts", async () => {
  assert.deepEqual(await told({ selection: kept([2, 1]) }), []);
  const selector = askedTwice(answering([{ feedback: { weak: 1 } }, { feedback: { weak: 2 } }]), () => {});
  assert.deepEqual((await selector.select(round)).feedback, { weak: 1 });
});

test("the first difference is told in words, once", async () => {
  const cases: readonly (readonly [readonly Partial<RoundSelection>[], string])[] = [
    [[{ selection: kept([0, 1]) }, { selection: kept([0]) }], "it kept 2 candidates, then 1"],
    [
      [{ selection: kept([0, 1]) }, { selection: kept([0, 2]) }],
      "1 of 2 candidates it kept the first time only, such as candidate 0 of item 1",
    ],
    [
      [{ selection: kept([0], [0.5]) }, { selection: kept([0], [0.25]) }],
      "candidate 0 of item 0 weighs 0.5, then 0.25",
    ],
    [
      [{ selection: kept([0, 1]) }, { selection: kept([1, 0]) }],
      "it kept the same candidates, in another order",
    ],
    [[{ feedback: { weak: 20 } }, { feedback: {} }], 'feedback {"weak":20}, then {}'],
    [[{ decoding: { heat: 1 } }, { decoding: { heat: 2 } }], 'decoding {"heat":1}, then {"heat":2}'],
  ];
  for (const [answers, words] of cases)
    assert.deepEqual(await told(...answers), [`replace, round 2: ${words}`]);
});

test("who fails the second time only is told so, and who fails the first time is not asked again", async () => {
  const failure = new StrategyFailure("no-done", "ended without `done`", { mend: "Say it." });
  const [line] = await told({}, failure);
  assert.equal(line, "replace, round 2: the second time it failed. ended without `done`. Say it.");
  await assert.rejects(told(failure), { code: "no-done" });
});

test("the pool and the scores of a verifier are made once for both", async () => {
  const counts = { pools: 0, scores: 0 };
  const asking: Selector = {
    offered: "pool",
    async select(asked) {
      const pool = await asked.propose({ heat: 1 });
      const list = { items: Uint32Array.of(0, 1), candidates: Uint32Array.of(0, 0) };
      const scores = await asked.verifiers.weak!(pool, list);
      const selection = kept([0, 1], [...scores]);
      return { pool, selection, feedback: {}, seconds: { generate: 0, select: 0 }, peakMemoryMiB: 0 };
    },
  };
  const lines: string[] = [];
  await askedTwice(asking, (line) => lines.push(line)).select({
    ...round,
    propose: async () => poolOf(++counts.pools + 2),
    verifiers: { weak: async () => Float64Array.of(++counts.scores, 1) },
  });
  assert.deepEqual([lines, counts], [[], { pools: 1, scores: 1 }]);
});
