import assert from "node:assert/strict";
import { test } from "node:test";
import type { CurveName, Point } from "../../../tasks/eigenvalues/calibration/curves.ts";
import { demandsOf } from "../../../tasks/eigenvalues/calibration/demands.ts";
import { calibrate, calibrationSchema } from "../../../tasks/eigenvalues/calibration/index.ts";
import { assertDrawable } from "../figures.ts";
import { smallSetting, studyRunner, taskFile } from "./open.ts";

const setting = {
  setting: smallSetting({ tolerance: 0.5, tolerances: [0.5, 0.01] }),
  seeds: 2,
  rounds: 2,
  keep: 400,
  steps: [50, 100, 200],
};
const run = studyRunner("calibration", setting, calibrate);
const { result, steps } = await run();

test("a calibration that is asked again gives the same numbers from what it kept", async () => {
  assert.deepEqual((await run()).result, result);
});

test("progress counts every curve of every seed at every number of steps", () => {
  assert.deepEqual(
    steps,
    Array.from({ length: 2 * 3 * 4 }, (_, step) => step),
  );
});

test("the figure can be drawn and has every point; more steps on true labels teach more", () => {
  assertDrawable(result.figures);
  const { rows } = result.figures[0]!;
  assert.equal(rows.length, 3 * 6);
  const clean = rows.filter((row) => row["rule"] === "clean").map((row) => row["accuracy"] as number);
  assert.ok(clean[2]! > clean[0]! + 0.2, clean.join(", "));
});

/** Points whose two seeds lie a point of accuracy apart, given the lower one's values at 100 and at 200 steps. */
function madePoints(values: Readonly<Record<string, readonly [number, number]>>): Point[] {
  return Object.entries(values).flatMap(([key, at]) => {
    const [name, round] = key.split("/") as [CurveName, string];
    return [0, 1].flatMap((seed) =>
      [100, 200].map((steps, place) => ({
        name,
        round: Number(round),
        seed,
        steps,
        accuracy: at[place]! + 0.01 * seed,
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
  demandsOf(madePoints({ ...flat, ...changes }), setting)
    .map(({ met }) => (met ? "+" : "-"))
    .join("");

test("each demand is met or not by what was measured", () => {
  assert.equal(verdicts(), "++++++");
  assert.equal(verdicts({ "best of k/2": [0.5, 0.57] }), "++-+++", "moved by over 0.06");
  assert.equal(verdicts({ "best of k/1": [0.5, 0.57] }), "+-++++", "moved after one round");
  assert.equal(verdicts({ "G0/0": [0.4, 0.33] }), "-+++++", "a fall counts as a rise does");
  assert.equal(verdicts({ "keep all/2": [0.797, 0.797] }), "----+-", "no gap, no collapse");
  assert.equal(verdicts({ "G0/0": [0.695, 0.695] }), "++++-+", "one seed is out of range");
});

test("demands quote what was measured", () => {
  const [ends, , rescue, spread] = demandsOf(madePoints(flat), setting).map(({ measured }) => measured);
  assert.match(ends!, /G0 \+2\.0, keep all \+3\.0, clean \+2\.0\. The limit is 6\.0\./);
  assert.match(rescue!, /best of k \+4\.0\. The limit is 6\.0\./);
  assert.match(spread!, /G0 0\.7, .* The limit is 15\.0\./);
});

test("the steps must hold the tier's own number and its double; the task's own calibration is of its tier", () => {
  assert.equal(calibrationSchema.safeParse(setting).success, true);
  const error = calibrationSchema.safeParse({ ...setting, steps: [50, 100] }).error!;
  assert.match(error.issues[0]!.message, /`training\.steps` and its double/);
  assert.deepEqual(taskFile.calibration!.setting, taskFile.tiers.standard!.frozen.setting);
});
