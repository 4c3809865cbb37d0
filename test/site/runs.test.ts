import assert from "node:assert/strict";
import { test } from "node:test";
import type { ResultRecord } from "../../harness/record/index.ts";
import { compareRuns, isSame, lineagesOf, runDataOf } from "../../site/src/table/index.ts";
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

const accuracy = { name: "accuracy", title: "Accuracy", format: "percent" } as const;

test("a run's lineage goes from the task's numbers over G0 through every round to its record, with what names each to the bit", () => {
  const [replace, ...further] = lineagesOf(runDataOf(strong), accuracy);
  assert.deepEqual([replace!.regime, ...further.map(({ regime }) => regime)], Object.keys(strong.regimes));
  assert.deepEqual(
    replace!.rows.map((steps) => steps.map(({ title, named }) => [title, named?.hash])),
    [
      [
        ["Task", strong.task.hash],
        ["G0", undefined],
      ],
      ...[1, 2].map((round) => [
        [`Pool ${round}`, undefined],
        [`Selection ${round}`, strong.strategy.hash],
        [`Student ${round}`, undefined],
      ]),
      [["Record", strong.fingerprint]],
    ],
  );
  const [origin, first, second] = replace!.rows;
  assert.deepEqual(origin![1]!.says, ["trained on real examples", "Accuracy 51.0\u00a0%"]);
  assert.match(first![0]!.says[0]!, /^written by G0/);
  assert.match(second![0]!.says[0]!, /^written by student 1/);
  assert.deepEqual(first![1]!.says[0], "asked strong 5");
  assert.match(first![1]!.says[1]!, /p⋆ 0\.300$/);
  assert.equal(first![2]!.says[0], "trained on this selection");
  assert.equal(second![2]!.says.at(-1), "Accuracy 90.0\u00a0%");
});

test("a lineage names the data, a sealed season and a failure where there are any", () => {
  const failed = {
    ...again,
    data: { name: "articles", hash: "d".repeat(64) },
    season: { number: 2, commitment: "c".repeat(64) },
    outcome: { status: "failed", code: "budget", message: "asks too much", regime: "replace", round: 2 },
  } as const;
  const lineages = lineagesOf(runDataOf(failed), accuracy);
  const [[task, generator]] = lineages[0]!.rows as [(typeof lineages)[0]["rows"][0]];
  assert.deepEqual(task!.says[1], `season 2, key ${"c".repeat(12)}, seed 1`);
  assert.deepEqual(
    [generator!.named, generator!.says[0]],
    [{ what: "data", hash: failed.data.hash }, "trained on real examples of articles"],
  );
  const failures = lineages.map(({ rows }) => rows.at(-1)!.map(({ title }) => title));
  assert.deepEqual(failures, [["Failed in round 2", "Record"], ["Record"]]);
});

test("the lineage says what a pool cost where its writer counted it", () => {
  const cost = { promptTokens: 123_456, tokens: 7890 };
  const rounds = random.regimes.replace!.map((round) => ({ ...round, pool: { ...round.pool, cost } }));
  const paid = { ...random, regimes: { ...random.regimes, replace: rounds } };
  const saysOf = (run: ResultRecord) =>
    lineagesOf(runDataOf(run), accuracy)
      .find(({ regime }) => regime === "replace")!
      .rows[1]!.find(({ kind }) => kind === "pool")!
      .says.join("; ")
      .replaceAll(/\s/g, " ");
  assert.match(saysOf(paid), /; read 123,456 symbols for them, wrote 7,890/);
  assert.doesNotMatch(saysOf(random), /symbols/);
});
