import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { drawRows, type Examples, joinExamples } from "../../harness/models/examples.ts";
import { randomStream } from "../../harness/random/index.ts";

function take(weights: readonly number[], draws: number, seed = 0): number[] {
  const examples = { count: weights.length, weights: Float64Array.from(weights) };
  const rows = drawRows(examples, randomStream("test", "rows", seed));
  return Array.from({ length: draws }, () => rows.next().value);
}

test("equally weighted rows come once each in every round, in an order of their own", () => {
  const drawn = take([2, 2, 2, 2, 2], 10);
  const rounds = [drawn.slice(0, 5), drawn.slice(5)];
  for (const round of rounds) assert.deepEqual(round.toSorted(), [0, 1, 2, 3, 4]);
  const many = take(Array(50).fill(1), 100);
  assert.notDeepEqual(many.slice(0, 50), many.slice(50));
});

test("without weights every round holds every row once, as with equal ones", () => {
  const rows = drawRows({ count: 7 }, randomStream("test", "rows"));
  for (let round = 0; round < 3; round++) {
    const drawn = Array.from({ length: 7 }, () => rows.next().value);
    assert.deepEqual(drawn.toSorted(), [0, 1, 2, 3, 4, 5, 6]);
  }
});

test("rows are drawn as often as their weights say, in every round to within one draw", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 1, maxLength: 30 }),
      fc.nat(1000),
      (weights, seed) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const drawn = take(weights, weights.length, seed);
        weights.forEach((weight, row) => {
          const expected = (weights.length * weight) / total;
          const times = drawn.filter((place) => place === row).length;
          assert.ok(Math.abs(times - expected) < 1 + 1e-9, `${times} draws where ${expected} were due`);
        });
      },
    ),
  );
});

test("the same stream draws the same rows", () => {
  assert.deepEqual(take([1, 5, 2], 40), take([1, 5, 2], 40));
  assert.notDeepEqual(take([1, 5, 2], 40), take([1, 5, 2], 40, 1));
});

test("joined sets keep every row, source, target and weight in order", () => {
  const set = (first: number, count: number): Examples => ({
    count,
    sources: Int32Array.from({ length: 3 * count }, (_, place) => first + place),
    targets: Int32Array.from({ length: 2 * count }, (_, place) => -first - place),
    weights: new Float64Array(count).fill(first),
  });
  const { weights: _, ...unweighted } = set(30, 1);
  const joined = joinExamples([set(10, 2), set(20, 1), unweighted]);
  assert.equal(joined.count, 4);
  assert.deepEqual([...joined.sources], [10, 11, 12, 13, 14, 15, 20, 21, 22, 30, 31, 32]);
  assert.deepEqual([...joined.targets], [-10, -11, -12, -13, -20, -21, -30, -31]);
  assert.deepEqual([...joined.weights!], [10, 10, 20, 1]);
});
