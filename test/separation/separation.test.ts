import assert from "node:assert/strict";
import { test } from "node:test";
import { randomStream } from "../../harness/random/index.ts";
import {
  familyError,
  fewestSeedsToSeparate,
  type SeedValues,
  separate,
} from "../../harness/separation/index.ts";
import { moderated, priorOf } from "../../harness/separation/moderation.ts";
import { twoSidedTail } from "../../harness/statistics/index.ts";
import { boardErrors } from "./boards.ts";

function values(list: readonly number[], first = 0): SeedValues {
  return new Map(list.map((value, place) => [place + first, value]));
}

test("two members alone are compared by the paired t test of textbooks", () => {
  const [a, b] = [values([5, 7, 6, 9, 8]), values([4, 5, 5, 6, 6])];
  const { between, isSeparated } = separate([a, b]);
  const found = between(0, 1);
  // Differences 1, 2, 1, 3, 2: mean 1.8, variance 0.7; one pair knows no more than its own four degrees of freedom.
  assert.equal(found.seeds, 5);
  assert.ok(Math.abs(found.mean - 1.8) < 1e-12);
  assert.equal(found.degrees, 4);
  assert.ok(Math.abs(found.error - Math.sqrt(0.7 / 5)) < 1e-9);
  assert.ok(Math.abs(found.p - twoSidedTail(found.mean / found.error, found.degrees)) < 1e-12);
  assert.equal(found.adjustedP, found.p);
  assert.ok(isSeparated(0, 1) && isSeparated(1, 0));
  assert.equal(between(1, 0).mean, -found.mean);
});

test("the same difference separates at five seeds and not at four", () => {
  const board = (seeds: number) => {
    const scores = Array.from({ length: seeds }, (_, seed) => 0.5 + 0.01 * seed);
    return separate([values(scores.map((one) => one + 0.2)), values(scores)]);
  };
  assert.equal(fewestSeedsToSeparate, 5);
  assert.ok(!board(4).isSeparated(0, 1));
  assert.ok(board(5).isSeparated(0, 1));
});

test("members that are equal on every seed are never separated, nor is one from itself", () => {
  const scores = values([1, 5, 2, 4, 3]);
  const { isSeparated, between } = separate([scores, scores, values([9, 9, 9, 9, 8])]);
  assert.ok(!isSeparated(0, 1) && !isSeparated(0, 0));
  assert.equal(between(0, 1).p, 1);
});

test("pairs are compared on their common seeds, and not at all without any", () => {
  const { between, isSeparated } = separate([
    values([9, 9.1, 9, 9.2, 9, 9.1, 9, 9.1]),
    values([5, 5.1, 5, 5.1, 5, 5.2], 3),
    values([1, 1.1], 8),
  ]);
  assert.deepEqual([between(0, 1).seeds, between(1, 2).seeds, between(0, 2).seeds], [5, 1, 0]);
  assert.ok(isSeparated(0, 1) && !isSeparated(1, 2) && !isSeparated(0, 2));
  assert.ok(Number.isNaN(between(0, 2).mean));
});

test("adjusted p-values are Holm's: in the order of the p-values, and never below them", () => {
  const stream = randomStream("holm");
  const members = Array.from({ length: 5 }, (_, place) =>
    values(Array.from({ length: 8 }, () => stream.normal() + place / 2)),
  );
  const { between } = separate(members);
  const pairs = members.flatMap((_, first) =>
    Array.from({ length: first }, (_, second) => between(first, second)),
  );
  const sorted = pairs.toSorted((a, b) => a.p - b.p);
  let highest = 0;
  for (const [rank, { p, adjustedP }] of sorted.entries()) {
    highest = Math.max(highest, Math.min(1, p * (pairs.length - rank)));
    assert.ok(Math.abs(adjustedP - (p > familyError ? 1 : highest)) < 1e-12);
  }
  assert.ok(sorted[0]!.p <= familyError && sorted.at(-1)!.p > familyError);
});

test("variances that agree are drawn together wholly, and those that differ by a factor hardly", () => {
  const counts = [5, 5, 5, 5];
  const alike = priorOf([1, 1.1, 0.9, 1], counts, 2)!;
  assert.equal(alike.degrees, Number.POSITIVE_INFINITY);
  assert.deepEqual(moderated(2, 4, alike), alike);
  const apart = priorOf([0.01, 1, 100, 10_000], counts, 2)!;
  assert.ok(apart.degrees < 1, `${apart.degrees}`);
  const between = moderated(1, 4, { variance: 2, degrees: 12 });
  assert.deepEqual(between, { variance: 1.75, degrees: 16 });
  assert.equal(priorOf([0, 0, 1], counts, 2), undefined);
  const withoutFew = priorOf([0.01, 1, 1.1, 0.9, 1], [2, ...counts], 3);
  assert.deepEqual(withoutFew, alike);
});

test("the prior of simulated variances is the one they were drawn from", () => {
  const stream = randomStream("prior");
  const chiSquare = (degrees: number) =>
    Array.from({ length: degrees }, () => stream.normal() ** 2).reduce((sum, one) => sum + one, 0);
  // True variances 3 · 6/χ²(6), each seen with 4 degrees of freedom.
  const variances = Array.from({ length: 20_000 }, () => ((3 * 6) / chiSquare(6)) * (chiSquare(4) / 4));
  const found = priorOf(variances, new Array<number>(variances.length).fill(5), 2)!;
  assert.ok(Math.abs(found.degrees - 6) < 0.5, `${found.degrees}`);
  assert.ok(Math.abs(found.variance - 3) < 0.15, `${found.variance}`);
});

test("on boards of equal entries the family-wise error is 5 % at most, whether they are equally noisy or not", () => {
  const boards = 600;
  const noise = 3 * Math.sqrt((0.05 * 0.95) / boards);
  for (const spread of ["alike", "ninefold", "two"] as const) {
    const { family, power } = boardErrors({ entries: 16, seeds: 10, spread, gap: 4 }, boards);
    assert.ok(family <= 0.05 + noise, `${spread}: ${family}`);
    assert.ok(power > 0.75, `${spread}: ${power}`);
  }
});
