import assert from "node:assert/strict";
import { test } from "node:test";
import { randomStream } from "../../../../harness/random/index.ts";
import { estimate } from "../../../../harness/statistics/index.ts";
import { simulateGrowth } from "../../../../tasks/gaussian-mixture/theory/verified-growth.ts";

const ground = { dimension: 20, sigma: 1.5, generatorPiOver: 5, verifierPiOver: 12 };
const counts = [100, 1000, 20_000];
const students = [
  { teaching: "verifier", real: 0, penalty: 1e-6 },
  { teaching: "verifier", real: 300, penalty: 1e-6 },
  { teaching: "verifier", real: 0, penalty: 10_000 },
  { teaching: "clean", real: 0, penalty: 1e-6 },
] as const;
const runs = Array.from({ length: 40 }, (_, repeat) =>
  simulateGrowth(randomStream("test", "growth", repeat), ground, students, counts),
);

/** Gain in accuracy of one student from one number of examples to another. */
function gain(student: number, from: number, to: number) {
  return estimate(runs.map((run) => run[student]![to]! - run[student]![from]!));
}

test("verified examples alone never hurt: more are better", () => {
  assert.ok(gain(0, 0, 1).low > 0);
  assert.ok(gain(0, 1, 2).low > 0);
});

test("beside real data verified examples help first and drown it later", () => {
  assert.ok(gain(1, 0, 1).low > 0, `${gain(1, 0, 1).low}`);
  assert.ok(gain(1, 1, 2).high < 0);
});

test("under a fixed ridge accuracy rises and falls as the ridge fades", () => {
  assert.ok(gain(2, 0, 1).low > 0);
  assert.ok(gain(2, 1, 2).high < 0);
});

test("clean labels are better than verified ones when both are many", () => {
  const gap = estimate(runs.map((run) => run[3]![2]! - run[0]![2]!));
  assert.ok(gap.low > 0);
});
