import assert from "node:assert/strict";
import { test } from "node:test";
import { randomStream } from "../../../harness/random/index.ts";
import { concatenated, type Examples, exampleOrder } from "../../../tasks/eigenvalues/training.ts";

function examplesOf(count: number, weights?: readonly number[]): Examples {
  const rows = Int32Array.from({ length: count }, (_, index) => index);
  return { count, sources: rows, targets: rows, ...(weights && { weights: Float64Array.from(weights) }) };
}

function countsOf(examples: Examples, passes: number): number[] {
  const order = exampleOrder(examples, randomStream("order test"));
  const counts = new Array<number>(examples.count).fill(0);
  for (let place = 0; place < passes * examples.count; place++) counts[order.next().value]!++;
  return counts;
}

test("without weights every pass meets every example once", () => {
  assert.deepEqual(countsOf(examplesOf(7), 3), new Array(7).fill(3));
});

test("equal weights are no weights", () => {
  assert.deepEqual(countsOf(examplesOf(7, new Array(7).fill(0.3)), 3), new Array(7).fill(3));
});

test("an example is met in proportion to its weight, within one of its share in every pass", () => {
  const weights = [1, 2, 3, 4];
  const passes = 500;
  countsOf(examplesOf(4, weights), passes).forEach((count, index) => {
    const share = (weights[index]! / 10) * 4 * passes;
    assert.ok(Math.abs(count - share) < 0.1 * share, `${index}: ${count} for ${share}`);
  });
  countsOf(examplesOf(4, weights), 1).forEach((count, index) => {
    assert.ok(Math.abs(count - (weights[index]! / 10) * 4) < 1);
  });
});

test("lists are joined with their weights, a list without counting 1 each", () => {
  const { count, sources, weights } = concatenated([examplesOf(2), examplesOf(3, [2, 3, 4])]);
  assert.equal(count, 5);
  assert.deepEqual([...sources], [0, 1, 0, 1, 2]);
  assert.deepEqual([...weights!], [1, 1, 2, 3, 4]);
});
