import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { twoSidedQuantile, twoSidedTail } from "../../harness/statistics/index.ts";

/** 95 % quantiles of printed tables, to four decimals. */
const printed = [
  [1, 12.7062],
  [2, 4.3027],
  [3, 3.1824],
  [4, 2.7764],
  [9, 2.2622],
  [19, 2.093],
  [120, 1.9799],
] as const;

test("quantiles are those of printed tables", () => {
  for (const [degrees, expected] of printed)
    assert.ok(Math.abs(twoSidedQuantile(0.05, degrees) - expected) < 6e-5, `${degrees}`);
});

test("tails of one, two and infinitely many degrees of freedom are those of their closed forms", () => {
  for (const t of [0, 0.3, 1, 2.5, 8]) {
    const cauchy = 1 - (2 / Math.PI) * Math.atan(t);
    const two = 1 - t / Math.sqrt(2 + t * t);
    assert.ok(Math.abs(twoSidedTail(t, 1) - cauchy) < 1e-6, `1 at ${t}`);
    assert.ok(Math.abs(twoSidedTail(-t, 2) - two) < 1e-6, `2 at ${t}`);
  }
  assert.ok(Math.abs(twoSidedTail(1.959964, Number.POSITIVE_INFINITY) - 0.05) < 1e-6);
  assert.ok(Math.abs(twoSidedTail(3, Number.POSITIVE_INFINITY) / 2.699796e-3 - 1) < 1e-6);
});

test("the quantile undoes the tail, for degrees of freedom that are no whole numbers too", () => {
  const degrees = fc.double({ min: 1, max: 200, noNaN: true });
  fc.assert(
    fc.property(fc.double({ min: 0.0001, max: 0.9, noNaN: true }), degrees, (tail, own) => {
      assert.ok(Math.abs(twoSidedTail(twoSidedQuantile(tail, own), own) / tail - 1) < 1e-5);
    }),
  );
});

test("fewer degrees of freedom have heavier tails, and many are nearly normal", () => {
  const tails = [1, 1.5, 2, 4, 10.3, 100, Number.POSITIVE_INFINITY].map((own) => twoSidedTail(2, own));
  assert.deepEqual(
    tails,
    tails.toSorted((a, b) => b - a),
  );
  assert.ok(Math.abs(twoSidedTail(2, 1e6) - tails.at(-1)!) < 1e-5);
});
