import assert from "node:assert/strict";
import { test } from "node:test";
import { randomStream } from "../../../../harness/random/index.ts";
import {
  fitLogistic,
  logisticGradient,
  logisticLoss,
} from "../../../../tasks/gaussian-mixture/linear/logistic.ts";
import { realData } from "../../../../tasks/gaussian-mixture/linear/training-set.ts";
import { norm } from "../../../../tasks/gaussian-mixture/linear/vector.ts";
import { drawExamples, drawMixture } from "../../../../tasks/gaussian-mixture/mixture.ts";

const random = randomStream("test", "logistic");
const mixture = drawMixture(random.split("mean"), { dimension: 6, sigma: 1.5, decimals: 1 });
const data = realData(drawExamples(random.split("data"), mixture, 300));
const set = [{ ...data, weights: data.weights.map((_, row) => 0.5 + (row % 3)) }];
const ridge = 0.01;

test("the logistic gradient is the slope of the loss", () => {
  const at = Float64Array.from({ length: 6 }, () => random.normal());
  const gradient = logisticGradient(set, at, ridge);
  const step = 1e-5;
  gradient.forEach((value, index) => {
    const moved = (by: number) => at.map((weight, place) => (place === index ? weight + by : weight));
    const slope =
      (logisticLoss(set, moved(step), ridge) - logisticLoss(set, moved(-step), ridge)) / (2 * step);
    assert.ok(Math.abs(slope - value) < 1e-8, `${slope} and ${value}`);
  });
});

test("the logistic fit ends where the gradient is zero", () => {
  const { weights, steps } = fitLogistic(set, 6, { ridge, maxSteps: 50, tolerance: 1e-9 });
  assert.ok(steps < 50);
  assert.ok(norm(logisticGradient(set, weights, ridge)) < 1e-9);
});

test("labels that a line separates do not carry the fit away", () => {
  const separable = {
    ...data,
    targets: data.targets.map((_, row) => (data.examples.inputs[row * 6]! > 0 ? 1 : -1)),
  };
  const { weights } = fitLogistic([separable], 6, { ridge: 0.001, maxSteps: 50, tolerance: 1e-9 });
  assert.ok(norm(logisticGradient([separable], weights, 0.001)) < 1e-8);
});
