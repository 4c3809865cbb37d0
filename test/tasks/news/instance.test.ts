import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeBundle, encodeBundle, noArtifacts } from "../../../harness/artifacts/index.ts";
import { openLaboratory, type Parameters } from "../../../harness/models/index.ts";
import type { Pool } from "../../../harness/task/index.ts";
import { trainingSet } from "../../../tasks/news/instance.ts";
import { modelConfig } from "../../../tasks/news/model.ts";
import { listedExamples, summaryPool } from "../../../tasks/news/pool.ts";
import { rouge } from "../../../tasks/news/rouge/index.ts";
import { modelVerifier } from "../../../tasks/news/verifiers.ts";
import { drawn, everyPair, first, open, select, tiny } from "./open.ts";

function wire(pool: Pool): string {
  return JSON.stringify(Array.from({ length: pool.items }, (_, item) => pool.item(item)));
}

function inputs(pool: Pool): unknown[] {
  return Array.from({ length: pool.items }, (_, item) => pool.item(item).input);
}

test("the same seed gives the same generator, candidates, metrics and samples, and another seed others", async () => {
  await using one = await open(4);
  await using two = await open(4);
  await using other = await open(5);
  const [g1, g2, g3] = [await one.generator(), await two.generator(), await other.generator()];
  assert.deepEqual(await g1.evaluate(), await g2.evaluate());
  assert.deepEqual(await g1.samples!(), await g2.samples!());
  const pool = wire(await g1.propose(first, drawn));
  assert.equal(pool, wire(await g2.propose(first, drawn)));
  assert.notEqual(pool, wire(await g3.propose(first, drawn)));
  assert.notEqual(one.data!.hash, other.data!.hash);
});

test("a restored generator and a restored pool are those that were saved", async () => {
  await using instance = await open(6);
  const generator = await instance.generator();
  const pool = await generator.propose(first, drawn);
  await using later = await open(6);
  const restored = await later.restore(decodeBundle(encodeBundle(generator.save())));
  assert.deepEqual(await restored.evaluate(), await generator.evaluate());
  assert.equal(wire(await restored.propose(first, drawn)), wire(pool));
  const again = await later.restorePool(decodeBundle(encodeBundle(pool.save())), first);
  assert.equal(wire(again), wire(pool));
  for (const [item, candidate] of everyPair(pool))
    assert.equal(again.isCorrect(item, candidate), pool.isCorrect(item, candidate));
});

test("another model's parameters are refused", async () => {
  await using instance = await open(6);
  await assert.rejects(instance.restore({ arrays: {}, metadata: {} }), { code: "parameter-mismatch" });
});

test("a round's articles are the same for every generator, regime and round; its draws are the round's own", async () => {
  await using instance = await open(1);
  const generator = await instance.generator();
  const pool = await generator.propose(first, drawn);
  const second = await generator.propose({ round: 2, regime: "accumulate" }, drawn);
  const truth = await instance.truth(first);
  assert.deepEqual(inputs(second), inputs(pool));
  assert.deepEqual(inputs(truth), inputs(pool));
  assert.notEqual(wire(second), wire(pool));
  const outputs = (of: Pool) =>
    Array.from({ length: of.items }, (_, item) => of.item(item).candidates[0]!.output);
  assert.deepEqual(outputs(second), outputs(pool), "candidate 0 is the greedy one");
});

test("the first candidate is the one of a greedy search alone, and beams come likeliest first", async () => {
  await using instance = await open(1);
  const generator = await instance.generator();
  const pool = await generator.propose(first, drawn);
  const greedy = await generator.propose(first, { ...drawn, candidates: 1 });
  for (let item = 0; item < pool.items; item++) {
    const [candidate] = greedy.item(item).candidates;
    assert.equal(greedy.candidatesOf(item), 1);
    assert.equal(pool.item(item).candidates[0]!.output, candidate!.output);
    assert.ok(Math.abs(pool.item(item).candidates[0]!.logprob - candidate!.logprob) < 1e-4);
  }
  const beams = await generator.propose(first, { ...drawn, search: "beam" });
  for (let item = 0; item < beams.items; item++) {
    const logprobs = beams.item(item).candidates.map(({ logprob }) => logprob);
    assert.deepEqual(
      logprobs,
      logprobs.toSorted((a, b) => b - a),
    );
    assert.ok(logprobs.every((logprob) => Number.isFinite(logprob)));
  }
});

test("log-probabilities are exact: a model finds its summaries as likely as it said when writing them", async () => {
  await using instance = await open(2);
  const generator = await instance.generator();
  const pool = summaryPool(await generator.propose(first, { ...drawn, temperature: 1.5, topP: 0.9 }));
  const parameters = generator.save().arrays as Parameters;
  const config = modelConfig(tiny.model, parameters["embedding"]!.shape[0]!);
  await using laboratory = await openLaboratory("cpu", config, {
    recipe: tiny.training,
    artifacts: noArtifacts,
    rowsPerRun: 16,
  });
  const pairs = everyPair(pool);
  const judged = await modelVerifier(laboratory, async () => parameters)(pool, select(pairs));
  pairs.forEach(([item, candidate], place) => {
    const { logprob, tokens } = pool.item(item).candidates[candidate]!;
    assert.ok(Math.abs(judged[place]! - logprob / tokens) < 1e-4, `${judged[place]} and ${logprob / tokens}`);
  });
});

test("the truth is right, certain, and what the pool's candidates are measured against", async () => {
  await using instance = await open(3);
  const truth = await instance.truth(first);
  const pool = summaryPool(await (await instance.generator()).propose(first, drawn));
  for (const [item, candidate] of everyPair(pool)) {
    const reference = truth.item(item).candidates[0]!;
    assert.equal(reference.logprob, 0);
    assert.ok(reference.tokens > 1 && truth.isCorrect(item, 0));
    const { rouge1 } = rouge(String(pool.item(item).candidates[candidate]!.output), String(reference.output));
    assert.equal(pool.rouge1(item, candidate), rouge1.fMeasure);
    assert.equal(pool.isCorrect(item, candidate), rouge1.fMeasure > tiny.rightAbove);
  }
});

test("the oracle's score is above one half exactly for right candidates and rises with ROUGE-1", async () => {
  await using instance = await open(3);
  const pool = summaryPool(await (await instance.generator()).propose(first, drawn));
  const pairs = everyPair(pool);
  const scores = await instance.verifiers.oracle!(pool, select(pairs));
  pairs.forEach(([item, candidate], place) => {
    assert.equal(scores[place]! > 0.5, pool.isCorrect(item, candidate));
  });
  const byRouge = pairs.map(
    ([item, candidate], place) => [pool.rouge1(item, candidate), scores[place]!] as const,
  );
  byRouge.sort(([a], [b]) => a - b);
  for (const [place, [, score]] of byRouge.entries())
    assert.ok(place === 0 || score >= byRouge[place - 1]![1]);
  assert.ok(byRouge[0]![1] < byRouge.at(-1)![1]);
});

test("the trained verifiers differ, are trained once, and answer in the order asked", async () => {
  await using instance = await open(3);
  const pool = await (await instance.generator()).propose(first, drawn);
  const pairs = everyPair(pool);
  const [weak, strong] = [instance.verifiers.weak!, instance.verifiers.strong!];
  const scores = await weak(pool, select(pairs));
  assert.ok(scores.every((score) => Number.isFinite(score) && score < 0));
  const reversed = await weak(pool, select(pairs.toReversed()));
  for (const [place, score] of scores.entries()) assert.ok(Math.abs(score - reversed.at(-1 - place)!) < 1e-5);
  assert.notDeepEqual(await strong(pool, select(pairs)), scores);
});

test("every training takes the same number of steps, whatever was selected", async () => {
  await using instance = await open(0);
  const pool = await (await instance.generator()).propose(first, drawn);
  const pairs = everyPair(pool);
  for (const selection of [
    select(pairs),
    select(pairs.slice(0, 1)),
    select(pairs.slice(0, 3), [1, 5, 0.1]),
  ]) {
    const { steps, loss } = await instance.train({ ...first, sources: [{ pool, selection }] });
    assert.equal(steps, tiny.training.steps);
    assert.ok(Number.isFinite(loss));
  }
});

test("what is selected decides what is learnt, and weights count", async () => {
  await using instance = await open(0);
  const pool = await (await instance.generator()).propose(first, drawn);
  const pairs = everyPair(pool).slice(0, 6);
  const learn = async (weights?: number[]) => {
    const { student } = await instance.train({
      ...first,
      sources: [{ pool, selection: select(pairs, weights) }],
    });
    return student.save().arrays["embedding"]!.data;
  };
  const plain = await learn();
  assert.deepEqual(await learn([1, 1, 1, 1, 1, 1]), plain);
  assert.deepEqual(await learn([7, 7, 7, 7, 7, 7]), plain);
  assert.notDeepEqual(await learn([50, 1, 1, 1, 1, 1]), plain);
});

test("accumulate trains on the real pairs and every selection, replace on what it is given", async () => {
  await using instance = await open(7);
  const pool = await (await instance.generator()).propose(first, drawn);
  const sources = [
    { pool, selection: select([[3, 1]], [2]) },
    {
      pool,
      selection: select([
        [4, 0],
        [5, 2],
      ]),
    },
  ];
  const real = listedExamples(
    summaryPool(pool),
    select([
      [0, 0],
      [1, 0],
    ]),
  );
  const replaced = trainingSet({ round: 2, regime: "replace", sources: [sources[1]!] }, real);
  const accumulated = trainingSet({ round: 2, regime: "accumulate", sources }, real);
  assert.equal(replaced.count, 2);
  assert.equal(accumulated.count, 5);
  assert.deepEqual([...accumulated.weights!], [1, 1, 2, 1, 1]);
  const { summaryLength } = tiny.model;
  assert.deepEqual(
    accumulated.targets.subarray(2 * summaryLength, 3 * summaryLength),
    summaryPool(pool).symbolsOf(3, 1),
  );
});

test("a record's samples are test articles with references, and every generator says something about each", async () => {
  await using instance = await open(7);
  assert.equal(instance.samples!.length, tiny.samples);
  const outputs = await (await instance.generator()).samples!();
  assert.equal(outputs.length, tiny.samples);
  for (const { input, reference } of instance.samples!) assert.ok(input.length > reference.length);
});

test("a generator that is not told how to write says so, and a foreign pool is refused", async () => {
  await using instance = await open(7);
  const generator = await instance.generator();
  await assert.rejects(generator.propose(first, {}), { code: "decoding-missing", blame: "harness" });
  const foreign = { items: 1 } as Pool;
  await assert.rejects(instance.verifiers.oracle!(foreign, select([[0, 0]])), { code: "foreign-pool" });
});
