import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BenchError } from "../../../../harness/errors/index.ts";
import { randomStream } from "../../../../harness/random/index.ts";
import { aggregateRouge, type RougeScore } from "../../../../tasks/news/rouge/index.ts";

const scoreOf = (share: number): { rouge1: RougeScore } => ({
  rouge1: { precision: share, recall: share / 2, fMeasure: share / 3 },
});

test("the aggregate of equal scores is that score at every percentile", () => {
  const aggregate = aggregateRouge(
    Array.from({ length: 9 }, () => scoreOf(0.5)),
    { stream: randomStream("test") },
  );
  assert.deepEqual(aggregate.rouge1.low, scoreOf(0.5).rouge1);
  assert.deepEqual(aggregate.rouge1.mid, scoreOf(0.5).rouge1);
  assert.deepEqual(aggregate.rouge1.high, scoreOf(0.5).rouge1);
});

test("the interval of a mean matches the normal approximation within a tenth of its width", () => {
  const stream = randomStream("test", "scores");
  const shares = Array.from({ length: 400 }, () => stream.uniform());
  const { low, mid, high } = aggregateRouge(shares.map(scoreOf), {
    stream: randomStream("test", "bootstrap"),
  }).rouge1;
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const variance = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / shares.length;
  const half = 1.96 * Math.sqrt(variance / shares.length);
  assert.ok(Math.abs(mid.precision - mean) < half / 10);
  assert.ok(Math.abs(high.precision - low.precision - 2 * half) < half / 5);
});

test("the same stream gives the same interval and another stream another one", () => {
  const scores = [0.1, 0.4, 0.9, 0.3].map(scoreOf);
  const interval = (name: string) => aggregateRouge(scores, { stream: randomStream(name) });
  assert.deepEqual(interval("one"), interval("one"));
  assert.notDeepEqual(interval("one"), interval("two"));
});

test("percentiles between two resamples are interpolated linearly", () => {
  const scores = [0, 1].map(scoreOf);
  const { low, high } = aggregateRouge(scores, {
    stream: randomStream("test"),
    resamples: 2,
    confidence: 0.5,
  }).rouge1;
  const { low: bottom, high: top } = aggregateRouge(scores, {
    stream: randomStream("test"),
    resamples: 2,
    confidence: 1,
  }).rouge1;
  assert.ok(top.precision > bottom.precision);
  assert.equal(low.precision, bottom.precision + (top.precision - bottom.precision) / 4);
  assert.equal(high.precision, bottom.precision + ((top.precision - bottom.precision) * 3) / 4);
});

test("no scores are an error, not NaN", () => {
  assert.throws(
    () => aggregateRouge([], { stream: randomStream("test") }),
    (error) => error instanceof BenchError && error.code === "rouge-nothing-to-aggregate",
  );
});

test("property: low ≤ mid ≤ high, all within the range of the scores", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 }),
      (shares) => {
        const { low, mid, high } = aggregateRouge(shares.map(scoreOf), {
          stream: randomStream("p"),
          resamples: 50,
        }).rouge1;
        assert.ok(low.precision <= mid.precision && mid.precision <= high.precision);
        assert.ok(
          low.precision >= Math.min(...shares) - 1e-12 && high.precision <= Math.max(...shares) + 1e-12,
        );
      },
    ),
    { numRuns: 50 },
  );
});
