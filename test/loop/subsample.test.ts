import assert from "node:assert/strict";
import { test } from "node:test";
import { subsampled } from "../../harness/loop/subsample.ts";
import type { Pool, TrainingRequest, TrainingSource } from "../../harness/task/index.ts";

const position = { round: 3, regime: "accumulate-subsample" } as const;
const pools = [1, 2, 3].map((round) => ({ round }) as unknown as Pool);

/** A selection of so many pairs of a round; a pair's weight is its item and a half. */
function sourceOf(round: number, size: number): TrainingSource {
  const items = Uint32Array.from({ length: size }, (_, place) => 10 * round + place);
  const weights = Float64Array.from(items, (item) => item + 0.5);
  return {
    pool: pools[round - 1]!,
    selection: { items, candidates: items.map((item) => item % 3), weights },
  };
}

const sources = [sourceOf(1, 4), sourceOf(2, 5), sourceOf(3, 6)];
const amountOf = ({ real, sources: kept }: TrainingRequest) =>
  real!.length + kept.reduce((sum, { selection }) => sum + selection.items.length, 0);

test("as many examples as this round's selection has, none twice, each with its own candidate and weight", () => {
  for (let run = 0; run < 50; run++) {
    const request = subsampled(position, sources, 10, ["test", run]);
    assert.equal(amountOf(request), 6);
    assert.deepEqual(
      request.sources.map(({ pool }) => pool),
      pools,
    );
    assert.equal(new Set(request.real).size, request.real!.length);
    assert.ok(request.real!.every((number) => number < 10));
    for (const [at, { selection }] of request.sources.entries()) {
      const { items, candidates, weights } = selection;
      assert.equal(new Set(items).size, items.length);
      const known = new Set(sources[at]!.selection.items);
      assert.ok(items.every((item) => known.has(item)));
      assert.deepEqual([...candidates], [...items.map((item) => item % 3)]);
      assert.deepEqual(
        [...weights],
        [...items].map((item) => item + 0.5),
      );
    }
  }
});

test("every example so far has the same chance, the real ones too", () => {
  const runs = 4000;
  const counts = [0, 0, 0, 0];
  for (let run = 0; run < runs; run++) {
    const { real, sources: kept } = subsampled(position, sources, 10, ["chance", run]);
    counts[0]! += real!.length;
    for (const [at, { selection }] of kept.entries()) counts[at + 1]! += selection.items.length;
  }
  // 6 of 25 are drawn: the shares are those of 10, 4, 5 and 6.
  for (const [at, size] of [10, 4, 5, 6].entries()) {
    const expected = (6 * size) / 25;
    assert.ok(Math.abs(counts[at]! / runs - expected) < 0.06, `${counts[at]! / runs} of ${expected}`);
  }
});

test("what is drawn follows from the streams and the round, and another round draws anew", () => {
  const drawn = (round: number) => subsampled({ ...position, round }, sources, 1000, ["one"]).real;
  assert.deepEqual(drawn(3), drawn(3));
  assert.notDeepEqual(drawn(3), drawn(4));
});
