import assert from "node:assert/strict";
import { test } from "node:test";
import type { ResultRecord } from "../../harness/record/index.ts";
import { compareRuns, isSame, runDataOf } from "../../site/src/table/index.ts";
import { record } from "../score/records.ts";

const scores = [0.6, 0.7];
const other = [0.5, 0.4];
const random = written(record({ entry: "random", seed: 0, generator: 0.51, scores, other }));
const again = record({ entry: "random", seed: 1, generator: 0.52, scores: [0.6, 0.65], other });
const strong = record({
  ...{ entry: "strong", seed: 0, generator: 0.51, scores: [0.8, 0.9], pStar: 0.3 },
  ...{ strategyHash: "f".repeat(64), feedback: { strong: 5 } },
});

/** With texts, as tasks have them whose outputs can be read. */
function written(run: ResultRecord): ResultRecord {
  const samples = { inputs: [{ input: "in", reference: "out" }], generator: ["said"] };
  const regimes = Object.entries(run.regimes).map(([regime, rounds]) => [
    regime,
    rounds.map((round) => ({ ...round, samples: ["written"] })),
  ]);
  return { ...run, samples, regimes: Object.fromEntries(regimes) };
}

test("a run on a page is its record without the texts of samples and the seconds of rounds", () => {
  const { samples, regimes, execution, ...rest } = random;
  const run = runDataOf(random);
  assert.doesNotMatch(JSON.stringify(run), /"samples"|written|"select"/);
  assert.deepEqual({ ...run, regimes: {}, execution: {} }, { ...rest, regimes: {}, execution: {} });
  assert.equal(run.execution.startedAt, execution.startedAt);
  assert.deepEqual(
    run.regimes["replace"]!.map(({ metrics }) => metrics["accuracy"]),
    scores,
  );
});

test("a run is the same as itself", () => {
  const { fields, numbers } = compareRuns(runDataOf(random), runDataOf(random));
  assert.ok(fields.length > 20 && numbers.length > 20);
  assert.ok([...fields, ...numbers].every(isSame));
});

test("runs of two seeds differ in the seed, in no strategy, and each has its own G0", () => {
  const { fields, numbers } = compareRuns(runDataOf(random), runDataOf(again));
  const differing = fields.filter((pair) => !isSame(pair));
  assert.deepEqual(
    differing.map(({ field, part, first, second }) => [field, part, first, second]),
    [["cell.seed", "configuration", "0", "1"]],
  );
  const start = numbers.find(({ round, name }) => round === 0 && name === "metrics.accuracy")!;
  assert.deepEqual([start.regime, start.first, start.second], ["", 0.51, 0.52]);
});

test("runs of two entries of a seed have one G0, and every number stands beside the other's of its round", () => {
  const { fields, numbers } = compareRuns(runDataOf(random), runDataOf(strong));
  const hash = fields.find(({ field }) => field === "strategy.hash")!;
  assert.deepEqual([hash.first, hash.second], [random.strategy.hash, strong.strategy.hash]);
  const accuracies = numbers.filter(
    ({ name, regime }) => name === "metrics.accuracy" && regime === "replace",
  );
  assert.deepEqual(
    accuracies.map(({ round, first, second }) => [round, first, second]),
    [
      [1, 0.6, 0.8],
      [2, 0.7, 0.9],
    ],
  );
  assert.ok(numbers.filter(({ round }) => round === 0).every(isSame));
});

test("what only one run has stands beside nothing", () => {
  const { numbers } = compareRuns(runDataOf(random), runDataOf(strong));
  const asked = numbers.filter(({ name }) => name === "feedback.strong");
  assert.deepEqual(
    asked.map(({ first, second }) => [first, second]),
    [
      [null, 5],
      [null, 5],
    ],
  );
  const accumulated = numbers.filter(({ regime }) => regime === "accumulate");
  assert.ok(accumulated.length > 0 && accumulated.every(({ second }) => second === null));
});
