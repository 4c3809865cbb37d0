import assert from "node:assert/strict";
import { test } from "node:test";
import { regressionFindings } from "../../../../tasks/gaussian-mixture/laws/findings.ts";
import { type FlipPoint, flipFindings } from "../../../../tasks/gaussian-mixture/replication/flip-figures.ts";
import { growthFindings } from "../../../../tasks/gaussian-mixture/replication/growth-figure.ts";
import { taskFile } from "../open.ts";

const { margins, growth, laws } = taskFile.replication;
const around = (mean: number, half: number) => ({
  mean,
  error: half / 2,
  low: mean - half,
  high: mean + half,
});

/** Accuracies at p = 0.3, at p⋆ and at p = 0.7, on few examples and on many. */
function flips(half: number, below = 0.9, predicted?: number): FlipPoint[] {
  return [100, 1000].flatMap((n) =>
    (
      [
        [0.3, below],
        [0.5, 0.5],
        [0.7, 0.1],
      ] as const
    ).map(([p, accuracy]) => {
      const mean = n === 100 ? 0.5 + (accuracy - 0.5) / 2 : accuracy;
      const measured = around(mean, half);
      return {
        flips: { dimension: 3, sigma: 1, n, p, phi: 1, psi: 1 },
        measured,
        predicted: predicted ?? mean,
      };
    }),
  );
}

const verdicts = (points: FlipPoint[]) =>
  flipFindings(
    points,
    points.filter(({ flips: { p } }) => p !== 0.5),
    margins,
  ).map(({ verdict }) => verdict);

test("a theorem agrees where every point is surely as it says, and is undetermined where intervals are wide", () => {
  assert.deepEqual(verdicts(flips(0.01)), ["agrees", "agrees", "agrees"]);
  assert.deepEqual(verdicts(flips(0.45)), ["undetermined", "undetermined", "undetermined"]);
  assert.deepEqual(verdicts(flips(0.01, 0.2)), ["differs", "differs", "agrees"]);
});

test("a formula that is exact differs where the distance from it is no chance, however small", () => {
  const points = flips(0.001).map((point) => ({ ...point, predicted: point.measured.mean + 0.02 }));
  assert.equal(verdicts(points)[2], "differs");
});

test("a law needs an interval within its margin, and a bound one that does not pass it", () => {
  const point = (regime: "replace" | "accumulate", mean: number, half: number) => ({
    ...{ regime, round: 1, law: 1, median: mean, measured: around(mean, half) },
  });
  const found = (replace: number, accumulate: number, half: number) =>
    regressionFindings(
      [point("replace", replace, half), point("accumulate", accumulate, half)],
      laws.regression,
      margins,
    ).map(({ verdict }) => verdict);
  assert.deepEqual(found(1.02, 0.5, 0.05), ["agrees", "agrees"]);
  assert.deepEqual(found(1.02, 1.02, 0.5), ["undetermined", "undetermined"]);
  assert.deepEqual(found(1.5, 1.5, 0.05), ["differs", "differs"]);
});

/** Five repetitions that differ in their third digit, of series that rise and fall or do not. */
function grown(curves: Readonly<Record<string, readonly number[]>>) {
  return Object.entries(curves).map(([teaching, curve]) => ({
    series: { name: teaching, teaching: teaching as "oracle", real: 0, penalty: 1 },
    runs: [0, 1, 2, 3, 4].map((repeat) => curve.map((value, place) => value + repeat * 0.001 * (place % 2))),
  }));
}

test("a peak, its place and a match each have three verdicts", () => {
  const setting = { ...growth, n: [100, 10_000, 100_000] };
  const found = (curves: Parameters<typeof grown>[0]) =>
    growthFindings(grown(curves), setting, margins).map(({ verdict }) => verdict);
  const clean = [0.6, 0.7, 0.74];
  assert.deepEqual(found({ verifier: [0.6, 0.7, 0.65], oracle: [0.6, 0.7, 0.741], clean }), [
    "agrees",
    "agrees",
    "agrees",
  ]);
  assert.deepEqual(found({ verifier: [0.698, 0.6965, 0.65], oracle: [0.6, 0.7, 0.72], clean }), [
    "undetermined",
    "undetermined",
    "differs",
  ]);
});
