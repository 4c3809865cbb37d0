import assert from "node:assert/strict";
import { test } from "node:test";
import { randomStream } from "../../../../harness/random/index.ts";
import { calibratedSlope, proposedLabels } from "../../../../tasks/gaussian-mixture/linear/link.ts";
import { normalCdf, sigmoid } from "../../../../tasks/gaussian-mixture/linear/normal.ts";
import { angle, dot, randomUnit, rotated } from "../../../../tasks/gaussian-mixture/linear/vector.ts";

test("calibration finds the slope the labels were drawn with", () => {
  const random = randomStream("test", "link");
  const margins = Float64Array.from({ length: 40_000 }, () => 2 * random.normal());
  const labels = Int8Array.from(margins, (margin) => (random.uniform() < sigmoid(0.7 * margin) ? 1 : -1));
  // The Fisher information per label is about 0.4 here, so the standard error is near 0.008.
  assert.ok(Math.abs(calibratedSlope(margins, labels) - 0.7) < 0.032);
});

test("margins that point the wrong way are worth nothing, not less", () => {
  const slope = calibratedSlope(Float64Array.of(1, 2, -1, -2, 1), Int8Array.of(-1, -1, 1, 1, 1));
  assert.equal(slope, 0);
});

test("labels are drawn with the probability they are said to have", () => {
  const logits = new Float64Array(20_000).fill(1);
  const { labels, logprobs } = proposedLabels(logits, 1, randomStream("test", "labels"));
  const positive = labels.filter((label) => label === 1).length / labels.length;
  assert.ok(Math.abs(positive - sigmoid(1)) < 4 * Math.sqrt(0.2 / labels.length));
  labels.forEach((label, item) => {
    assert.ok(Math.abs(Math.exp(logprobs[item]!) - sigmoid(label)) < 1e-12);
  });
});

test("the normal distribution function agrees with known values, far tails included", () => {
  const known: readonly (readonly [number, number])[] = [
    [0, 0.5],
    [1, 0.8413447460685429],
    [-1.959963984540054, 0.025],
    [3, 0.9986501019683699],
    [-8, 6.220960574271785e-16],
  ];
  for (const [x, value] of known) assert.ok(Math.abs(normalCdf(x) / value - 1) < 1e-11, `${x}`);
});

test("a rotated direction has length 1 and the angle asked for", () => {
  const random = randomStream("test", "rotated");
  const axis = randomUnit(random, 30);
  const turned = rotated(random, axis, Math.PI / 12);
  assert.ok(Math.abs(dot(turned, turned) - 1) < 1e-12);
  assert.ok(Math.abs(angle(turned, axis) - Math.PI / 12) < 1e-9);
});
