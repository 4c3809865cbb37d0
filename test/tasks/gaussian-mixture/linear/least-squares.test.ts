import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { LabelledInputs } from "../../../../tasks/gaussian-mixture/linear/examples.ts";
import { fitLeastSquares, momentsOf } from "../../../../tasks/gaussian-mixture/linear/least-squares.ts";
import { realData } from "../../../../tasks/gaussian-mixture/linear/training-set.ts";

function examples(
  rows: readonly (readonly number[])[],
  labels: readonly number[],
  perUnit = 1,
): LabelledInputs {
  const dimension = rows[0]!.length;
  return {
    count: rows.length,
    dimension,
    perUnit,
    inputs: Int16Array.from(rows.flat()),
    labels: Int8Array.from(labels),
  };
}

test("least squares solves a case done by hand", () => {
  // Σxxᵀ = [[2, 1], [1, 2]], Σyx = (1 − 0, 1 − 1)… for points (1,0)→1, (0,1)→−1, (1,1)→1: Σyx = (2, 0).
  const data = examples(
    [
      [1, 0],
      [0, 1],
      [1, 1],
    ],
    [1, -1, 1],
  );
  const { weights, loss } = fitLeastSquares([realData(data)], 2, 1e-12);
  // Inverse of [[2,1],[1,2]] is [[2,−1],[−1,2]]/3, so β = (4/3, −2/3); residuals are −1/3, −1/3, 1/3.
  assert.ok(Math.abs(weights[0]! - 4 / 3) < 1e-9);
  assert.ok(Math.abs(weights[1]! + 2 / 3) < 1e-9);
  assert.ok(Math.abs(loss - 1 / 9) < 1e-9);
});

test("the ridge is per example and in the mixture's own units", () => {
  // One coordinate, x = 0.5 (5 tenths), y = 1: β = 0.5 / (0.25 + 0.25).
  const { weights } = fitLeastSquares([realData(examples([[5], [5]], [1, 1], 10))], 1, 0.25);
  assert.ok(Math.abs(weights[0]! - 1) < 1e-12);
});

test("moments do not depend on how many examples are handled at once, nor on their order", () => {
  const row = fc.array(fc.integer({ min: -300, max: 300 }), { minLength: 3, maxLength: 3 });
  const rows = fc.array(fc.tuple(row, fc.constantFrom(-1, 1)), { minLength: 1, maxLength: 11 });
  fc.assert(
    fc.property(rows, (drawn) => {
      const fit = (list: typeof drawn) =>
        momentsOf(
          [
            realData(
              examples(
                list.map(([x]) => x),
                list.map(([, y]) => y),
              ),
            ),
          ],
          3,
        );
      const expected = new Float64Array(9);
      for (const [x] of drawn)
        for (let i = 0; i < 3; i++)
          for (let j = i; j < 3; j++) expected[3 * i + j] = expected[3 * i + j]! + x[i]! * x[j]!;
      assert.deepEqual(fit(drawn).second, expected);
      assert.deepEqual(fit(drawn.toReversed()), fit(drawn));
    }),
    { seed: 11 },
  );
});
