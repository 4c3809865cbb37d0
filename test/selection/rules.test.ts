import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type Rule,
  type RuleName,
  ruleSelector,
  rules,
  type SelectionRound,
} from "../../harness/selection/index.ts";
import type { CandidateList, Pool, Selection } from "../../harness/task/index.ts";

const items = 40;
const perItem = 3;

/** Candidate c of item i has the score of a fixed scramble; it is right above one half. */
function scoreOf(item: number, candidate: number): number {
  return ((item * 7 + candidate * 13) % 20) / 20 + 0.001;
}

const pool: Pool = {
  items,
  candidatesOf: () => perItem,
  item: (item) => ({
    input: item,
    candidates: Array.from({ length: perItem }, (_, candidate) => ({
      output: candidate,
      logprob: -4 * (1 - scoreOf(item, candidate)),
      tokens: 4,
    })),
  }),
  isCorrect: (item, candidate) => scoreOf(item, candidate) > 0.5,
  save: () => ({ arrays: {}, metadata: {} }),
};

const scores = async (_: Pool, list: CandidateList) =>
  Float64Array.from(list.items, (item, place) => scoreOf(item, list.candidates[place]!));

function roundOf(changes: Partial<SelectionRound> = {}): SelectionRound {
  return {
    round: 1,
    regime: "replace",
    rounds: 1,
    choices: {},
    budget: { keep: 10, feedback: { oracle: 1000, noisy: 1000, strong: 1000, weak: 1000 } },
    propose: async () => pool,
    verifiers: { oracle: scores, strong: scores, weak: scores },
    seed: 3,
    noise: ["test"],
    ...changes,
  };
}

const play = (rule: Rule, changes?: Partial<SelectionRound>) => ruleSelector(rule).select(roundOf(changes));

function pairsOf({ items: kept, candidates }: Selection): readonly (readonly [number, number])[] {
  return Array.from(kept, (item, place) => [item, candidates[place]!] as const);
}

for (const name of Object.keys(rules) as RuleName[]) {
  test(`the rule "${name}" keeps within its budget, names real candidates, and repeats itself`, async () => {
    const rule: Rule = rules[name];
    const [first, second] = [await play(rule), await play(rule)];
    const kept = pairsOf(first.selection);
    assert.ok(
      kept.length > 0 && kept.length <= (rule.everything ? items * perItem : 10),
      `${kept.length} kept`,
    );
    assert.equal(new Set(kept.map(String)).size, kept.length, "no pair twice");
    assert.ok(kept.every(([item, candidate]) => item < items && candidate < perItem));
    assert.deepEqual(pairsOf(second.selection), kept);
  });
}

test("what a rule asks is metered, and a rule that asks too much breaks the same rule as a program", async () => {
  assert.deepEqual((await play(rules["oracle, highest"])).feedback, { oracle: items * perItem });
  assert.deepEqual((await play(rules["self, highest"])).feedback, {});
  const budget = { keep: 10, feedback: { oracle: 5 } };
  await assert.rejects(play(rules["oracle, highest"], { budget }), { code: "over-feedback-budget" });
  await assert.rejects(play(rules["strong, highest"], { budget }), { code: "verifier-not-offered" });
});

test("right ones are right, best ones are best of their item, highest ones are best of all", async () => {
  const right = pairsOf((await play(rules["oracle, right"])).selection);
  assert.ok(right.every(([item, candidate]) => pool.isCorrect(item, candidate)));
  const bestOf = (item: number) => Math.max(...[0, 1, 2].map((candidate) => scoreOf(item, candidate)));
  const best = pairsOf((await play(rules["oracle, best of k"])).selection);
  assert.ok(best.every(([item, candidate]) => scoreOf(item, candidate) === bestOf(item)));
  const highest = pairsOf((await play(rules["self, highest"])).selection).map(([item, c]) =>
    scoreOf(item, c),
  );
  const all = Array.from({ length: items }, (_, item) => bestOf(item)).sort((a, b) => b - a);
  assert.deepEqual(highest, all.slice(0, 10));
});

test("the noisy judge errs on the share it is told, as it does for programs", async () => {
  const { selection } = await play(rules["noisy 0.3, right"], {
    budget: { keep: 40, feedback: { noisy: 120 } },
  });
  const kept = pairsOf(selection);
  const wrong = kept.filter(([item, candidate]) => !pool.isCorrect(item, candidate)).length;
  assert.ok(wrong > 0 && wrong < kept.length / 2, `${wrong} of ${kept.length} wrong`);
});

test("another seed keeps others where chance decides, and the same where it does not", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 4, max: 1000 }), async (seed) => {
      const one = pairsOf((await play(rules.random, { seed })).selection);
      assert.notDeepEqual(one, pairsOf((await play(rules.random)).selection));
      const sure = pairsOf((await play(rules["oracle, highest"], { seed })).selection);
      assert.deepEqual(sure, pairsOf((await play(rules["oracle, highest"])).selection));
    }),
    { numRuns: 20 },
  );
});

test("a greedy right one is the first candidate, the first right one the first that is right", async () => {
  const greedy = pairsOf((await play(rules["greedy, right"])).selection);
  assert.ok(
    greedy.length > 0 && greedy.every(([item, candidate]) => candidate === 0 && pool.isCorrect(item, 0)),
  );
  const first = pairsOf((await play(rules["oracle, first right"])).selection);
  const firstOf = (item: number) => [0, 1, 2].find((candidate) => pool.isCorrect(item, candidate));
  assert.ok(first.length > 0 && first.every(([item, candidate]) => candidate === firstOf(item)));
});

test("a rule is held to the ballot: nothing, too much, or a pair twice ends it", async () => {
  const choosing = (pairs: readonly number[]): Rule => ({
    select: async () => ({
      items: Uint32Array.from(pairs),
      candidates: new Uint32Array(pairs.length),
      weights: new Float64Array(pairs.length).fill(1),
    }),
  });
  await assert.rejects(play(choosing([])), { code: "empty-selection" });
  await assert.rejects(play(choosing([1, 1])), { code: "repeated-pair" });
  await assert.rejects(play(choosing([items])), { code: "unknown-item" });
  await assert.rejects(play(choosing(Array.from({ length: 11 }, (_, item) => item))), {
    code: "over-keep-budget",
  });
});
