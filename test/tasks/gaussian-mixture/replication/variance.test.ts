import assert from "node:assert/strict";
import { test } from "node:test";
import { randomStream } from "../../../../harness/random/index.ts";
import { budgetOf } from "../../../../tasks/gaussian-mixture/replication/variance.ts";

/** Values with known deviations of data, labels and selection. */
function nested(sizes: readonly [number, number, number], deviations: readonly [number, number, number]) {
  const random = randomStream("variance", ...sizes, ...deviations);
  const [data, labels, selections] = sizes;
  const draw = (place: 0 | 1 | 2) => deviations[place] * random.normal();
  return Array.from({ length: data }, () => {
    const ofData = draw(0);
    return Array.from({ length: labels }, () => {
      const ofLabels = ofData + draw(1);
      return Array.from({ length: selections }, () => ofLabels + draw(2));
    });
  });
}

test("the three sources of a spread are told apart", () => {
  const { data, labels, selection } = budgetOf(nested([2000, 3, 3], [3, 2, 1]));
  for (const [found, expected] of [
    [data, 9],
    [labels, 4],
    [selection, 1],
  ] as const)
    assert.ok(Math.abs(found - expected) < 0.15 * expected + 0.1, `${found}, not ${expected}`);
});

test("a source that adds nothing has nothing, and never less", () => {
  const { data, labels, selection } = budgetOf(nested([200, 3, 3], [0, 0, 1]));
  assert.ok(data >= 0 && data < 0.1 && labels >= 0 && labels < 0.1, `${data}, ${labels}`);
  assert.ok(Math.abs(selection - 1) < 0.15);
  assert.deepEqual(budgetOf(nested([5, 2, 2], [1, 0, 0])).selection, 0);
});
