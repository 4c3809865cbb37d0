import assert from "node:assert/strict";
import { test } from "node:test";
import { type Gated, gateDemands } from "../../harness/calibration/gates.ts";
import type { GatesSetting } from "../../harness/task/index.ts";

const setting: GatesSetting = {
  seeds: 3,
  gap: { low: "random", high: "clean" },
  doubled: [{ path: "training.epochs", name: "epochs" }],
  demands: { base: 0.1, human: 0.85, moved: 0.1, spread: 0.25 },
};

/** Three seeds half a point apart. */
const around = (middle: number) => [middle - 0.005, middle, middle + 0.005];
const ends = (generator: number, low: number, high: number) => ({
  generator: around(generator),
  low: around(low),
  high: around(high),
});
const good: Gated = {
  own: ends(0.55, 0.5, 0.6),
  base: around(0.25),
  human: around(0.63),
  doubled: [ends(0.56, 0.505, 0.614)],
};
const verdicts = (changes: Partial<Gated> = {}) =>
  gateDemands({ ...good, ...changes }, setting)
    .map(({ met }) => (met ? "+" : "-"))
    .join("");

test("each gate is met or not by what was measured", () => {
  assert.equal(verdicts(), "++++");
  assert.equal(verdicts({ base: [0.25, 0.25, 0.46] }), "-+++", "too near on one seed");
  assert.equal(verdicts({ human: around(0.66) }), "+-++");
  assert.equal(verdicts({ doubled: [ends(0.55, 0.5, 0.611)] }), "++-+", "clean moves by more than a point");
  assert.equal(verdicts({ doubled: [ends(0.56, 0.51, 0.62)] }), "++-+", "clean moves against the generator");
  assert.equal(verdicts({ doubled: [ends(0.57, 0.52, 0.62)] }), "++++", "all move together: no gap does");
  const scattered = { ...good.own, generator: [0.52, 0.55, 0.58] };
  assert.equal(verdicts({ own: scattered, doubled: [scattered] }), "+++-", "seeds three points apart");
});

test("gates quote what was measured, and the limits that follow from it", () => {
  const [base, human, steady, spread] = gateDemands(good, setting).map(({ measured }) => measured);
  assert.match(base!, /base 25\.0\s%, generator 55\.0\s%; the smallest difference is 30\.0 points/);
  assert.match(human!, /All true labels 63\.0\s%; the generator's share of it 87\.3\s%/);
  assert.match(steady!, /random − G0 −0\.50 .*clean − G0 \+0\.40 .*clean − random \+0\.90 .*limit is 1\.00/);
  assert.match(spread!, /G0 55\.0 ± 0\.50, random 50\.0 ± 0\.50, clean 60\.0 ± 0\.50\. The limit is 2\.50/);
});
