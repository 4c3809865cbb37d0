import assert from "node:assert/strict";
import { test } from "node:test";
import { demandsOf } from "../../harness/calibration/demands.ts";
import type { Point } from "../../harness/calibration/points.ts";
import type { CalibrationSetting } from "../../harness/task/index.ts";

const setting: CalibrationSetting = {
  tier: "smoke",
  seeds: 2,
  vary: { path: "training.steps", name: "training steps", values: [50, 100, 200] },
  collapse: ["keep all"],
  rescue: { rule: "oracle, best of k", as: "best of k" },
  demands: { moved: 0.1, spread: 0.25, generator: [0.2, 0.7] },
};
const ground = { rounds: 2, own: 100 };

/** Points whose two seeds lie a point of accuracy apart, given the lower one's values at 100 and at 200 steps. */
function madePoints(values: Readonly<Record<string, readonly [number, number]>>): Point[] {
  return Object.entries(values).flatMap(([key, found]) => {
    const [name, round] = key.split("/") as [string, string];
    return [0, 1].flatMap((seed) =>
      [100, 200].map((at, place) => ({
        name,
        round: Number(round),
        seed,
        at,
        value: found[place]! + 0.01 * seed,
      })),
    );
  });
}

const flat: Readonly<Record<string, readonly [number, number]>> = {
  "G0/0": [0.4, 0.42],
  "keep all/1": [0.3, 0.31],
  "keep all/2": [0.2, 0.23],
  "best of k/1": [0.5, 0.52],
  "best of k/2": [0.5, 0.54],
  "clean/2": [0.8, 0.82],
};
const verdicts = (changes: typeof flat = {}) =>
  demandsOf(madePoints({ ...flat, ...changes }), setting, ground)
    .map(({ met }) => (met ? "+" : "-"))
    .join("");

test("each demand is met or not by what was measured", () => {
  assert.equal(verdicts(), "++++++");
  assert.equal(verdicts({ "best of k/2": [0.5, 0.57] }), "++-+++", "moved by over 0.06");
  assert.equal(verdicts({ "best of k/1": [0.5, 0.57] }), "+-++++", "moved after one round");
  assert.equal(verdicts({ "G0/0": [0.4, 0.33] }), "-+++++", "a fall counts as a rise does");
  assert.equal(verdicts({ "keep all/2": [0.797, 0.797] }), "----+-", "no gap, no collapse");
  assert.equal(verdicts({ "G0/0": [0.695, 0.695] }), "++++--", "out of range, and above the rescue");
  assert.equal(verdicts({ "best of k/2": [0.39, 0.39] }), "+++++-", "no rescue");
});

test("demands quote what was measured", () => {
  const all = demandsOf(madePoints(flat), setting, ground);
  const [ends, , rescue, spread, range, apart] = all.map(({ measured }) => measured);
  assert.match(
    ends!,
    /From 100 to 200 training steps.* G0 \+2\.0, keep all \+3\.0, clean \+2\.0\. The limit is 6\.0\./,
  );
  assert.match(rescue!, /best of k \+4\.0\. The limit is 6\.0\./);
  assert.match(spread!, /G0 0\.7, .* The limit is 15\.0\./);
  assert.equal(range, "40.5\u00a0% (seeds 40.0 to 41.0).");
  assert.match(apart!, /^keep all: 20\.5\s% .*; G0: 40\.5\s% .*; best of k: .*; clean: 80\.5\s%/);
});

test("only what a task demands is judged, and that collapse and rescue are apart always is", () => {
  const points = madePoints(flat).map((point) => ({ ...point, at: undefined }));
  const { vary: _, ...rest } = setting;
  const [apart, ...others] = demandsOf(points, { ...rest, demands: {} }, { rounds: 2, own: undefined });
  assert.deepEqual(others, []);
  assert.match(apart!.demand, /"keep all" ends below the generator, "best of k" and "clean" above it/);
});
