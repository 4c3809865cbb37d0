import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { keepRates } from "../../harness/selection/index.ts";
import type { Pool, Selection } from "../../harness/task/index.ts";

/** A pool of one candidate an item. */
function poolOf(correct: readonly boolean[]): Pool {
  return {
    items: correct.length,
    candidatesOf: () => 1,
    item: (item) => ({ input: item, candidates: [{ output: 1, logprob: 0, tokens: 1 }] }),
    isCorrect: (item) => correct[item]!,
    save: () => ({ arrays: {}, metadata: {} }),
  };
}

function keep(items: readonly number[]): Selection {
  return {
    items: Uint32Array.from(items),
    candidates: new Uint32Array(items.length),
    weights: new Float64Array(items.length).fill(1),
  };
}

test("rates of a pool worked by hand", () => {
  const pool = poolOf([true, true, true, true, false, false]);
  assert.deepEqual(keepRates(pool, keep([0, 1, 2, 4])), {
    p: 2 / 6,
    phi: 3 / 4,
    psi: 1 / 2,
    pStar: 0.75 / 1.25,
  });
});

test("keeping everything puts the boundary at one half", () => {
  assert.equal(keepRates(poolOf([true, false, true]), keep([0, 1, 2])).pStar, 0.5);
});

test("an oracle's boundary is 1, an inverted oracle's 0", () => {
  const pool = poolOf([true, false]);
  assert.equal(keepRates(pool, keep([0])).pStar, 1);
  assert.equal(keepRates(pool, keep([1])).pStar, 0);
});

test("rates over nothing are null, never NaN", () => {
  assert.deepEqual(keepRates(poolOf([true]), keep([0])), { p: 0, phi: 1, psi: null, pStar: null });
  assert.deepEqual(keepRates(poolOf([false, true]), keep([])), { p: 0.5, phi: 0, psi: 0, pStar: null });
});

test("rates stay between 0 and 1, and p⋆ is 1/(1+ψ/φ)", () => {
  const cases = fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: 1 });
  fc.assert(
    fc.property(cases, (items) => {
      const kept = items.flatMap(([, isKept], index) => (isKept ? [index] : []));
      const { phi, psi, pStar } = keepRates(poolOf(items.map(([correct]) => correct)), keep(kept));
      if (phi !== null && psi !== null && phi > 0) assert.ok(Math.abs(pStar! - 1 / (1 + psi / phi)) < 1e-12);
      for (const rate of [phi, psi, pStar]) assert.ok(rate === null || (rate >= 0 && rate <= 1));
    }),
  );
});

test("rates among some items are those of a pool of these alone", () => {
  const pool = poolOf([true, true, false, false, true, false]);
  const kept = keep([0, 2]);
  assert.deepEqual(
    keepRates(pool, kept, Uint32Array.of(0, 1, 2)),
    keepRates(poolOf([true, true, false]), kept),
  );
});
