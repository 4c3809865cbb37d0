import assert from "node:assert/strict";
import { test } from "node:test";
import { scoreRounds } from "../../harness/score/index.ts";
import { record, series, task } from "./records.ts";

test("learning curves start at G0 and follow each regime round by round", () => {
  const records = [
    record({ entry: "mine", seed: 0, generator: 0.5, scores: [0.6, 0.7], other: [0.65, 0.75] }),
    record({ entry: "mine", seed: 1, generator: 0.3, scores: [0.4, 0.5], other: [0.45, 0.55], pStar: null }),
  ];
  const curve = scoreRounds({ task: { ...task, regimes: ["replace", "accumulate"] }, records });
  assert.deepEqual(
    curve.map(({ regime, round, metric }) => [regime, round, Number(metric.mean.toFixed(9))]),
    [
      ["replace", 0, 0.4],
      ["replace", 1, 0.5],
      ["replace", 2, 0.6],
      ["accumulate", 0, 0.4],
      ["accumulate", 1, 0.55],
      ["accumulate", 2, 0.65],
    ],
  );
  assert.ok(Math.abs(curve[1]!.metric.high! - (0.5 + 12.7062 * 0.1)) < 1e-4);
  assert.deepEqual(
    { pStar: curve[0]!.pStar, p: curve[0]!.p, phi: curve[0]!.phi },
    { pStar: null, p: null, phi: null },
  );
  assert.deepEqual(
    { pStar: curve[1]!.pStar, psi: curve[1]!.psi, phi: curve[1]!.phi },
    { pStar: 0.75, psi: 0.2, phi: 0.6 },
  );
});

test("in a curve a failed cell has the worst value of the metric, and no rates", () => {
  const records = [
    ...series("random", [0.2, 0.3], { control: "floor" }),
    record({ entry: "mine", seed: 0, scores: [0.8] }),
    record({ entry: "mine", seed: 1 }),
    record({ entry: "broken", seed: 0 }),
  ];
  const curve = scoreRounds({ task, records }).filter(({ round }) => round === 1);
  assert.deepEqual(
    curve.map(({ entry, metric, phi }) => [entry, metric.mean, phi]),
    [
      ["mine", 0.4, 0.6],
      ["random", 0.25, 0.6],
    ],
  );
});

test("regimes and entries without a single counted cell have no curve", () => {
  assert.deepEqual(scoreRounds({ task, records: [record({ entry: "broken", seed: 0 })] }), []);
  const regimes = scoreRounds({ task, records: series("mine", [0.5]) }).map(({ regime }) => regime);
  assert.deepEqual(regimes, ["replace", "replace"]);
});
