import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import { randomStream, Seal, seedOf } from "../../harness/random/index.ts";

function draw(count: number, next: () => number): number[] {
  return Array.from({ length: count }, next);
}

test("the same path gives the same numbers, another path gives others", () => {
  const a = draw(5, randomStream("task", 1).uniform);
  assert.deepEqual(draw(5, randomStream("task", 1).uniform), a);
  assert.notDeepEqual(draw(5, randomStream("task", 2).uniform), a);
  assert.notDeepEqual(draw(5, randomStream("task", "1").uniform), a);
});

test("splitting does not advance a stream, and equals the longer path", () => {
  const stream = randomStream("a");
  const split = draw(3, stream.split("b", 7).uniform);
  assert.deepEqual(split, draw(3, randomStream("a", "b", 7).uniform));
  assert.deepEqual(draw(3, stream.uniform), draw(3, randomStream("a").uniform));
});

test("a stream's first numbers are pinned, so that no release changes results silently", () => {
  const stream = randomStream("pinned", 0);
  assert.deepEqual(draw(2, stream.uniform), [0.022382099615770756, 0.06619102984426073]);
  assert.deepEqual(draw(2, stream.normal), [-0.7052488994133203, 0.9643318240949628]);
});

test("normal numbers have mean 0, variance 1 and normal tails", () => {
  const values = draw(200_000, randomStream("moments").normal);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  const beyondTwo = values.filter((value) => Math.abs(value) > 2).length / values.length;
  assert.ok(Math.abs(mean) < 0.009, `mean ${mean}`);
  assert.ok(Math.abs(variance - 1) < 0.013, `variance ${variance}`);
  assert.ok(Math.abs(beyondTwo - 0.0455) < 0.002, `beyond two deviations: ${beyondTwo}`);
});

test("a sample holds different integers below its limit", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 200 }), fc.nat(200), fc.nat(), (limit, count, seed) => {
      const sample = randomStream("sample", seed).sample(limit, Math.min(count, limit));
      assert.equal(new Set(sample).size, Math.min(count, limit));
      assert.ok(sample.every((value) => value < limit));
    }),
  );
});

test("shuffling keeps every value", () => {
  const shuffled = randomStream("shuffle").shuffle([1, 2, 3, 4, 5, 6, 7, 8]);
  assert.notDeepEqual(shuffled, [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(shuffled.toSorted(), [1, 2, 3, 4, 5, 6, 7, 8]);
});

test("seeds for other programs are safe integers", () => {
  fc.assert(fc.property(fc.string(), fc.nat(), (name, seed) => Number.isSafeInteger(seedOf(name, seed))));
});

test("a seal changes every stream and seed below it, and one key is not another", () => {
  const [seal, other] = [new Seal("a".repeat(64)), new Seal("b".repeat(64))];
  const open = draw(5, randomStream("task", 1).uniform);
  const sealed = draw(5, randomStream(seal, "task", 1).uniform);
  assert.notDeepEqual(sealed, open);
  assert.deepEqual(draw(5, randomStream(new Seal("a".repeat(64)), "task", 1).uniform), sealed);
  assert.deepEqual(draw(5, randomStream(seal).split("task", 1).uniform), sealed);
  assert.notDeepEqual(draw(5, randomStream(other, "task", 1).uniform), sealed);
  assert.equal(new Set([seedOf("task"), seedOf(seal, "task"), seedOf(other, "task")]).size, 3);
});

test("sealed streams are pinned too, uniform, and as long as they are wanted", () => {
  const stream = randomStream(new Seal("0".repeat(64)), "pinned");
  assert.deepEqual(draw(2, stream.uniform), [0.07047613385052387, 0.07606543088013018]);
  const values = draw(20_000, stream.uniform);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  // Four standard errors of a uniform mean.
  assert.ok(Math.abs(mean - 0.5) < 4 * Math.sqrt(1 / 12 / values.length), String(mean));
  assert.equal(new Set(values).size, values.length);
});

test("a seal keeps its key to itself, however it is printed", () => {
  const key = "c0ffee".padEnd(64, "0");
  const seal = new Seal(key);
  for (const text of [
    inspect(seal, { showHidden: true }),
    JSON.stringify({ seal }),
    `${seal}`,
    String([seal]),
  ])
    assert.ok(!text.includes("c0ffee"), text);
  assert.equal(seal.reveal(), key);
  assert.match(seal.commitment, /^[0-9a-f]{64}$/);
});
