import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  deviation,
  estimate,
  independentDifference,
  mean,
  twoSidedQuantile,
} from "../../harness/statistics/index.ts";

const near = (actual: number, expected: number, tolerance = 1e-4) =>
  assert.ok(Math.abs(actual - expected) < tolerance, `${actual} is not ${expected}`);

test("an interval is the mean and Student's published quantile times the standard error", () => {
  for (const [values, quantile] of [
    [[1, 3], 12.7062],
    [[1, 2, 3], 4.3027],
    [[4, 1, 3, 2, 5], 2.7764],
    [Array.from({ length: 20 }, (_, index) => index), 2.093],
    [Array.from({ length: 121 }, (_, index) => index % 7), 1.9799],
  ] as const) {
    const { mean: middle, error, low, high } = estimate(values);
    near(error, deviation(values) / Math.sqrt(values.length), 1e-12);
    near((high - middle) / error, quantile, 1e-4);
    near((middle - low) / error, quantile, 1e-4);
  }
});

test("mean and deviation are those of a worked example", () => {
  assert.equal(mean([2, 4, 4, 4, 5, 5, 7, 9]), 5);
  near(deviation([2, 4, 4, 4, 5, 5, 7, 9]), Math.sqrt(32 / 7), 1e-12);
});

test("one value has no interval", () => {
  assert.throws(() => estimate([0.5]), RangeError);
  assert.throws(() => deviation([]), RangeError);
});

test("an interval holds the mean, shifts with its values and does not go by their order", () => {
  const values = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(values, fc.double({ min: -1, max: 1, noNaN: true }), (list, shift) => {
      const { mean: middle, low, high } = estimate(list);
      assert.ok(low <= middle && middle <= high);
      near(estimate(list.map((value) => value + shift)).high, high + shift, 1e-9);
      near(estimate(list.toReversed()).low, low, 1e-9);
    }),
  );
});

test("the interval of a difference holds Welch's when both sides have as many repetitions", () => {
  const value = fc.double({ min: -1, max: 1, noNaN: true });
  const pairs = fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 9 });
  fc.assert(
    fc.property(pairs, (list) => {
      const [one, other] = [estimate(list.map(([a]) => a)), estimate(list.map(([, b]) => b))];
      const difference = independentDifference(one, other);
      const squares = one.error ** 2 + other.error ** 2;
      if (squares < 1e-12) return;
      const degrees = (squares ** 2 * (list.length - 1)) / (one.error ** 4 + other.error ** 4);
      const half = twoSidedQuantile(0.05, degrees) * Math.sqrt(squares);
      near(difference.mean, one.mean - other.mean, 1e-12);
      assert.ok(difference.high - difference.mean >= half - 1e-6);
      near(difference.high - difference.mean, difference.mean - difference.low, 1e-9);
    }),
  );
});
