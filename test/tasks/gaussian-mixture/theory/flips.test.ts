import assert from "node:assert/strict";
import { test } from "node:test";
import { randomStream } from "../../../../harness/random/index.ts";
import { breakdownPoint } from "../../../../harness/selection/index.ts";
import { accuracyOf } from "../../../../tasks/gaussian-mixture/generator.ts";
import { rotated } from "../../../../tasks/gaussian-mixture/linear/vector.ts";
import { drawExamples, drawMixture } from "../../../../tasks/gaussian-mixture/mixture.ts";
import { flipPoint } from "../../../../tasks/gaussian-mixture/replication/flip-figures.ts";
import {
  deviations,
  toleratedDeviations,
} from "../../../../tasks/gaussian-mixture/replication/statistics.ts";
import { expectedFlipAccuracy, populationAccuracy } from "../../../../tasks/gaussian-mixture/theory/flips.ts";
import { keptSignal } from "../../../../tasks/gaussian-mixture/theory/threshold.ts";

const random = randomStream("test", "flips");
const ground = { dimension: 15, sigma: 0.5 };
const selections = [
  { phi: 1, psi: 1 },
  { phi: 0.9, psi: 0.3 },
  { phi: 1, psi: 0.1 },
];

function grid(n: number) {
  return selections.flatMap((rates) =>
    [0.1, 0.4, breakdownPoint(rates), 0.6, 0.9].map((p) => ({ ...ground, ...rates, n, p })),
  );
}

test("simulated students agree with the finite-n prediction within their own intervals", () => {
  const points = [300, 1200].flatMap(grid).map((flips) => flipPoint(random, flips, 20));
  const bound = toleratedDeviations(points.length);
  for (const { flips, measured, predicted } of points)
    assert.ok(
      deviations(measured, predicted) < bound,
      `${JSON.stringify(flips)}: ${measured.mean} ± ${measured.error}, predicted ${predicted}`,
    );
});

test("a prediction for another selection would be refused, so the intervals are tight enough to tell", () => {
  const flips = { ...ground, n: 1500, p: 0.4, phi: 1, psi: 1 };
  const { measured } = flipPoint(random, flips, 30);
  const wrong = expectedFlipAccuracy({ ...flips, psi: 0.7 });
  assert.ok(deviations(measured, wrong) > toleratedDeviations(30), `${measured.mean} and ${wrong}`);
});

test("students are right below p⋆ and wrong above it, more surely with more data (Theorem 4.2)", () => {
  for (const rates of selections) {
    const limit = breakdownPoint(rates);
    for (const p of [0.85 * limit, Math.min(0.98, 1.08 * limit)]) {
      const [few, many] = [500, 8000].map(
        (n) => flipPoint(random, { ...ground, ...rates, n, p }, 8).measured,
      );
      const side = Math.sign(limit - p);
      assert.equal(Math.sign(many!.mean - 0.5), side);
      assert.ok(side * (many!.mean - few!.mean) > 0, `p = ${p}, ${few!.mean} then ${many!.mean}`);
    }
  }
});

test("the kept signal is 1 for clean labels, 0 at p⋆ and −1 when all are wrong", () => {
  for (const rates of selections) {
    assert.equal(keptSignal({ ...rates, p: 0 }), 1);
    assert.ok(Math.abs(keptSignal({ ...rates, p: breakdownPoint(rates) })) < 1e-12);
    assert.equal(keptSignal({ ...rates, p: 1 }), -1);
  }
  assert.equal(breakdownPoint({ phi: 1, psi: 1 }), 0.5);
  assert.equal(breakdownPoint({ phi: 1, psi: 0 }), 1);
});

test("the population accuracy of a linear classifier is its share of right answers on drawn examples", () => {
  const mixture = drawMixture(random.split("mixture"), { dimension: 10, sigma: 1.5, decimals: 2 });
  const examples = drawExamples(random.split("examples"), mixture, 100_000);
  for (const radians of [0, 0.6, 2]) {
    const weights = rotated(random.split(radians), mixture.mean, radians);
    const gap = Math.abs(accuracyOf(examples, weights) - populationAccuracy(weights, mixture));
    assert.ok(gap < 4 * Math.sqrt(0.25 / 100_000), `${radians}: ${gap}`);
  }
});
