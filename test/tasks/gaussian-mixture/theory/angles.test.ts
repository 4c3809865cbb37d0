import assert from "node:assert/strict";
import { test } from "node:test";
import { randomStream } from "../../../../harness/random/index.ts";
import { breakdownPoint } from "../../../../harness/selection/index.ts";
import { angle, dot } from "../../../../tasks/gaussian-mixture/linear/vector.ts";
import { anglePoint, rateDeviations } from "../../../../tasks/gaussian-mixture/replication/angle-figure.ts";
import { toleratedDeviations } from "../../../../tasks/gaussian-mixture/replication/statistics.ts";
import { bisector, directionsOf, isotropicRates } from "../../../../tasks/gaussian-mixture/theory/angles.ts";
import { taskFile } from "../open.ts";

const random = randomStream("test", "angles");
const samples = 200_000;
/** The task's worked examples, and p, φ, ψ, p⋆ as they were first derived, to three digits. */
const worked = taskFile.replication.angles.examples.map((angles, index) => ({
  angles,
  rates: [
    [0.191, 0.9, 0.244, 0.787],
    [0.159, 0.962, 0.8, 0.546],
  ][index]!,
}));
const triples = [
  ...worked.map(({ angles }) => angles),
  { a: 1.2, b: 0.3, c: 1.1 },
  { a: 0.3, b: 1.4, c: 1.5 },
  { a: 2, b: 0.5, c: 2.2 },
];

test("the closed forms give the worked examples", () => {
  for (const { angles, rates } of worked) {
    const { p, phi, psi } = isotropicRates(angles);
    const found = [p, phi, psi, breakdownPoint({ phi, psi })].map((value) => Number(value.toFixed(3)));
    assert.deepEqual(found, rates);
  }
});

test("simulated p, φ and ψ agree with the closed forms within their own intervals", () => {
  const bound = toleratedDeviations(3 * triples.length);
  for (const angles of triples) {
    const distance = rateDeviations(anglePoint(random, angles, samples), samples);
    assert.ok(distance < bound, `${JSON.stringify(angles)}: ${distance} standard errors`);
  }
});

test("a mean student points along the bisector of generator and verifier", () => {
  for (const angles of triples) {
    const { student } = anglePoint(random, angles, samples).measured;
    const expected = bisector(directionsOf(angles));
    // A coordinate of the mean has a standard error of at most 1/√samples.
    const spread = 4 * Math.sqrt(3 / samples);
    assert.ok(angle(student, expected) < spread / Math.sqrt(dot(student, student)));
  }
});

test("directions have the angles asked for, and impossible angles are refused", () => {
  for (const angles of triples) {
    const { truth, generator, verifier } = directionsOf(angles);
    assert.ok(Math.abs(angle(generator, truth) - angles.a) < 1e-7);
    assert.ok(Math.abs(angle(verifier, truth) - angles.b) < 1e-7);
    assert.ok(Math.abs(angle(generator, verifier) - angles.c) < 1e-7);
  }
  assert.throws(() => directionsOf({ a: 0.2, b: 0.2, c: 1 }), RangeError);
});
