import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  createResampler,
  expandedTail,
  intervalOfMean,
  quantile,
  resampleCount,
  resampledMeans,
} from "../../harness/score/bootstrap.ts";
import { normalTail, studentUpperQuantile } from "../../harness/statistics/index.ts";
import { coverageOf } from "./coverage.ts";

const resampler = createResampler();
const seedsOf = (count: number) => Array.from({ length: count }, (_, seed) => seed);
const value = fc.double({ min: -1, max: 1, noNaN: true });

test("Student's quantiles and the normal tail agree with published tables", () => {
  const published = [12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469];
  for (const [place, expected] of published.entries())
    assert.ok(Math.abs(studentUpperQuantile(0.025, place + 1) - expected) < 5e-5);
  assert.ok(Math.abs(studentUpperQuantile(0.025, 19) - 2.093) < 5e-5);
  assert.ok(Math.abs(studentUpperQuantile(0.025, 120) - 1.9799) < 5e-5);
  assert.ok(Math.abs(normalTail(1.959964) - 0.025) < 1e-7);
  assert.ok(Math.abs(normalTail(3) / 1.349898e-3 - 1) < 1e-6);
  assert.ok(Math.abs(normalTail(6) / 9.865876e-10 - 1) < 1e-6);
});

test("the expanded level approaches 2.5 % as seeds grow, from below", () => {
  assert.ok(expandedTail(5) < expandedTail(10) && expandedTail(10) < expandedTail(1000));
  assert.ok(Math.abs(expandedTail(1000) - 0.025) < 3e-4);
  // √(5/4) · 2.7764 = 3.1042, beyond which a normal has 0.000954.
  assert.ok(Math.abs(expandedTail(5) - 0.000954) < 1e-6);
});

test("quantiles interpolate between sorted values", () => {
  assert.equal(quantile([1, 2, 4], 0), 1);
  assert.equal(quantile([1, 2, 4], 0.25), 1.5);
  assert.equal(quantile([1, 2, 4], 0.75), 3);
  assert.equal(quantile([1, 2, 4], 1), 4);
});

test("resamples depend on the set of seeds, not on their order or on what was drawn before", () => {
  const fresh = createResampler();
  fresh([7, 8, 9]);
  assert.deepEqual(fresh([2, 0, 1]), createResampler()([0, 1, 2]));
  assert.notDeepEqual(fresh([0, 1, 2]), fresh([0, 1, 3]));
});

test("resampling is uniform over the seeds", () => {
  const counts = new Array<number>(5).fill(0);
  for (const place of resampler(seedsOf(5))) counts[place]!++;
  const spread = Math.sqrt(resampleCount * 5 * 0.2 * 0.8);
  for (const count of counts) assert.ok(Math.abs(count - resampleCount) < 4 * spread);
});

test("the resampled means of two values are a quarter, a half, a quarter", () => {
  const means = resampledMeans([0, 1], resampler([0, 1]));
  const share = (wanted: number) => means.filter((mean) => mean === wanted).length / means.length;
  assert.ok(Math.abs(share(0) - 0.25) < 0.02);
  assert.ok(Math.abs(share(0.5) - 0.5) < 0.02);
  assert.ok(Math.abs(share(1) - 0.25) < 0.02);
});

test("an interval holds its mean and stays within the range of the values", () => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 2, maxLength: 20 }), (values) => {
      const { mean, low, high } = intervalOfMean(values, resampler(seedsOf(values.length)));
      assert.ok(low! <= mean && mean <= high!);
      assert.ok(low! >= Math.min(...values) - 1e-12 && high! <= Math.max(...values) + 1e-12);
    }),
    { seed: 1, numRuns: 100 },
  );
});

test("equal values have an interval of no width", () => {
  const { mean, low, high } = intervalOfMean([0.3, 0.3, 0.3], resampler(seedsOf(3)));
  assert.equal(low, mean);
  assert.equal(high, mean);
});

test("intervals shift and scale with their values", () => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 2, maxLength: 10 }), value, (values, shift) => {
      const resamples = resampler(seedsOf(values.length));
      const before = intervalOfMean(values, resamples);
      const after = intervalOfMean(
        values.map((one) => 2 * one + shift),
        resamples,
      );
      assert.ok(Math.abs(after.low! - (2 * before.low! + shift)) < 1e-9);
      assert.ok(Math.abs(after.high! - (2 * before.high! + shift)) < 1e-9);
    }),
    { seed: 2, numRuns: 50 },
  );
});

test("coverage of normal scores: near 95 % from 10 seeds on, and better than plain percentiles at 5", () => {
  const trials = 600;
  const spread = Math.sqrt((0.95 * 0.05) / trials);
  for (const seeds of [10, 20]) {
    const { expanded } = coverageOf(["expanded"], "normal", seeds, trials);
    assert.ok(Math.abs(expanded.share - 0.95) < 3 * spread, `${seeds} seeds: ${expanded.share}`);
  }
  const { expanded, percentile } = coverageOf(["expanded", "percentile"], "normal", 5, trials);
  assert.ok(expanded.share > 0.89 && expanded.share < 0.95, `5 seeds: ${expanded.share}`);
  assert.ok(percentile.share < expanded.share - 0.05, `5 seeds, plain: ${percentile.share}`);
});
