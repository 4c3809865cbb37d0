import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { openArtifacts } from "../../../harness/artifacts/index.ts";
import { randomStream } from "../../../harness/random/index.ts";
import { type CurveName, demandsOf } from "../../../tasks/eigenvalues/calibration/demands.ts";
import { calibrate, calibrationSchema } from "../../../tasks/eigenvalues/calibration/index.ts";
import { assertDrawable } from "../figures.ts";
import { smallSetting, taskFile } from "./open.ts";

const setting = {
  setting: smallSetting({ tolerance: 0.5, tolerances: [0.5, 0.01] }),
  seeds: 2,
  rounds: 2,
  keep: 400,
  steps: [50, 100, 200],
};
const artifacts = openArtifacts(mkdtempSync(path.join(tmpdir(), "collapse-bench-calibrate-")));

async function run() {
  const steps: number[] = [];
  const result = await calibrate({
    setting,
    random: randomStream("eigenvalues", "calibration", 0),
    artifacts,
    device: "cpu",
    progress: (done) => void steps.push(done),
  });
  return { result, steps };
}

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
  assert.equal(rows.length, 3 * 4);
  const clean = rows.filter((row) => row["series"] === "clean").map((row) => row["accuracy"] as number);
  assert.ok(clean[2]! > clean[0]! + 0.2, clean.join(", "));
});

/** Curves whose two seeds lie a point of accuracy apart, given their lower values at 100 and at 200 steps. */
function madeCurves(values: Readonly<Record<CurveName, readonly [number, number]>>) {
  return new Map(
    Object.entries(values).map(([name, [before, after]]) => [
      name as CurveName,
      new Map([
        [100, [before, before + 0.01]],
        [200, [after, after + 0.01]],
      ]),
    ]),
  );
}

const flat = {
  G0: [0.4, 0.42],
  "keep all": [0.2, 0.23],
  "best of k": [0.5, 0.54],
  clean: [0.8, 0.82],
} as const;
const verdicts = (changes: Partial<Record<CurveName, readonly [number, number]>> = {}) =>
  demandsOf(madeCurves({ ...flat, ...changes }), setting).map(({ met }) => met);

test("each demand is met or not by what was measured", () => {
  assert.deepEqual(verdicts(), [true, true, true, true]);
  assert.deepEqual(verdicts({ "best of k": [0.5, 0.57] }), [false, true, true, true], "moved by over 0.06");
  assert.deepEqual(verdicts({ G0: [0.4, 0.33] }), [false, true, true, true], "a fall counts as a rise does");
  assert.deepEqual(verdicts({ "keep all": [0.77, 0.77] }), [false, true, true, false], "no gap, no collapse");
  assert.deepEqual(verdicts({ G0: [0.695, 0.695] }), [true, true, false, true], "one seed is out of range");
});

test("demands quote what was measured", () => {
  const [moved, spread] = demandsOf(madeCurves(flat), setting);
  assert.match(
    moved!.measured,
    /G0 \+2\.0, keep all \+3\.0, best of k \+4\.0, clean \+2\.0\. The limit is 6\.0\./,
  );
  assert.match(spread!.measured, /G0 0\.7, .* The limit is 15\.0\./);
});

test("the steps must hold the tier's own number and its double; the task's own calibration is of its tier", () => {
  assert.equal(calibrationSchema.safeParse(setting).success, true);
  const error = calibrationSchema.safeParse({ ...setting, steps: [50, 100] }).error!;
  assert.match(error.issues[0]!.message, /`training\.steps` and its double/);
  assert.deepEqual(taskFile.calibration!.setting, taskFile.tiers.standard!.setting);
});
