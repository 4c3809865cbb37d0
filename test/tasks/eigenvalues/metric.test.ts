import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { accuracyAt, relativeError } from "../../../tasks/eigenvalues/metric.ts";

test("the error is the sum of deviations over the sum of sizes", () => {
  assert.equal(relativeError([3, -1], [4, -1]), 0.2);
  assert.equal(relativeError([4, -1], [4, -1]), 0);
  assert.equal(relativeError(null, [4, -1]), Number.POSITIVE_INFINITY);
  assert.equal(relativeError([0, 0], [0, 0]), 0);
  assert.equal(relativeError([1, 0], [0, 0]), Number.POSITIVE_INFINITY);
});

test("the error does not depend on the unit", () => {
  const number = fc.double({ min: 0.01, max: 100, noNaN: true });
  const list = fc.array(number, { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(list, list, number, (guess, truth, unit) => {
      const scaled = relativeError(
        guess.map((v) => v * unit),
        truth.map((v) => v * unit),
      );
      assert.ok(Math.abs(scaled - relativeError(guess, truth)) < 1e-9 * (1 + scaled));
    }),
  );
});

test("accuracy counts errors strictly below the tolerance and grows with it", () => {
  const errors = [0, 0.01, 0.02, Number.POSITIVE_INFINITY];
  assert.deepEqual(
    [0.005, 0.01, 0.02, 0.05].map((tolerance) => accuracyAt(errors, tolerance)),
    [0.25, 0.25, 0.5, 0.75],
  );
});
