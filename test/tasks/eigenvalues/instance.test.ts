import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { Pool, Selection } from "../../../harness/task/index.ts";
import { openInstance } from "../../../tasks/eigenvalues/instance.ts";
import { spectrumOf } from "../../../tasks/eigenvalues/matrices/index.ts";
import { relativeError } from "../../../tasks/eigenvalues/metric.ts";
import { guessPool } from "../../../tasks/eigenvalues/pool.ts";
import { contextOf, smallSetting, taskFile } from "./open.ts";

const setting = smallSetting({ pool: 60, candidates: 3 });
const position = { round: 1, regime: "replace" } as const;
const sample = { search: "sample", temperature: 1 } as const;

const instance = await openInstance(contextOf(setting));
after(() => instance[Symbol.asyncDispose]());
const generator = await instance.generator();
const pool = guessPool(await generator.propose(position, sample));

/** The first candidate of every item. */
function firstOnes(of: Pool): Selection {
  const items = Uint32Array.from({ length: of.items }, (_, item) => item);
  return { items, candidates: new Uint32Array(of.items), weights: new Float64Array(of.items).fill(1) };
}

test("a pool shows strategies the matrix and guesses with their log-probabilities", () => {
  const { input, candidates } = pool.item(7);
  const rows = input as number[][];
  assert.equal(rows.length, setting.matrices.size);
  assert.equal(rows[0]![1], rows[1]![0]);
  assert.equal(candidates.length, 3);
  for (const { output, logprob, tokens } of candidates) {
    assert.equal((output as number[]).length, setting.matrices.size);
    assert.ok(logprob < 0 && tokens === 6);
  }
});

test("the first candidate is the greedy one, and no sample is likelier symbol by symbol than chance allows", async () => {
  const beams = guessPool(await generator.propose(position, { search: "beam", temperature: 1 }));
  for (let item = 0; item < pool.items; item++) {
    const greedy = pool.logprobs[pool.numberOf(item, 0)]!;
    const [likeliest, second, third] = [0, 1, 2].map((beam) => beams.logprobs[beams.numberOf(item, beam)]!);
    assert.ok(likeliest! >= second! && second! >= third!, "beams are ordered");
    assert.ok(likeliest! >= greedy - 1e-4, "the best beam is at least as likely as the greedy guess");
  }
});

test("what strategies see repeats for the same seed and differs between rounds", async () => {
  await using again = await openInstance(contextOf(setting));
  const twin = await again.restore(generator.save());
  const repeated = guessPool(await twin.propose(position, sample));
  assert.deepEqual(repeated.symbols, pool.symbols);
  assert.deepEqual(repeated.logprobs, pool.logprobs);
  const later = guessPool(await twin.propose({ ...position, round: 2 }, sample));
  assert.notDeepEqual(later.matrices.entries, pool.matrices.entries);
});

test("a pool is restored from what it saved", async () => {
  const restored = guessPool(await instance.restorePool(pool.save(), position));
  assert.deepEqual(restored.item(3), pool.item(3));
  assert.equal(restored.errorOf(3, 1), pool.errorOf(3, 1));
});

test("right means a relative error below the tolerance, and the oracle's answer is above a half for just that", async () => {
  const list = firstOnes(pool);
  const scores = await instance.verifiers.oracle!(pool, list);
  scores.forEach((score, item) => {
    const error = relativeError(pool.guess(item, 0), spectrumOf(pool.matrices, item));
    assert.equal(pool.isCorrect(item, 0), error < setting.tolerance);
    assert.equal(score > 0.5, pool.isCorrect(item, 0));
  });
  const best = scores.indexOf(Math.max(...scores));
  assert.equal(pool.errorOf(best, 0), Math.min(...Array.from(list.items, (item) => pool.errorOf(item, 0))));
});

test("the truth is one right candidate an item, of which the pool is certain", async () => {
  const truth = guessPool(await instance.truth(position));
  assert.equal(truth.candidatesOf(), 1);
  for (let item = 0; item < truth.items; item++) {
    // Three digits leave at most half a unit in the third.
    assert.ok(truth.errorOf(item, 0) < 0.006);
    assert.equal(truth.logprobs[item], 0);
  }
  assert.deepEqual(truth.matrices.entries, pool.matrices.entries);
});

test("a model verifier's score is the log-probability that its model gives", async () => {
  await using own = await openInstance(
    contextOf({ ...setting, verifiers: { weak: { real: 50 }, strong: { real: 50 } } }),
  );
  const scores = await own.verifiers.strong!(pool, firstOnes(pool));
  assert.ok(scores.every((score) => Number.isFinite(score) && score < 0));
  const again = await own.verifiers.strong!(pool, firstOnes(pool));
  assert.deepEqual(again, scores);
  const weak = await own.verifiers.weak!(pool, firstOnes(pool));
  assert.notDeepEqual(weak, scores, "the two verifiers are different models");
});

test("a student takes the same number of steps whatever was kept, and learns the same from the same", async () => {
  const everything = { pool, selection: firstOnes(pool) };
  const little = {
    pool,
    selection: { items: Uint32Array.of(5), candidates: Uint32Array.of(0), weights: Float64Array.of(1) },
  };
  const [one, twin, small] = [
    await instance.train({ ...position, sources: [everything] }),
    await instance.train({ ...position, sources: [everything] }),
    await instance.train({ ...position, sources: [little] }),
  ];
  assert.equal(one.steps, setting.training.steps);
  assert.equal(small.steps, setting.training.steps);
  assert.deepEqual(twin.student.save(), one.student.save());
  assert.ok(small.loss < one.loss, "one example is learnt by heart");
});

test("every metric is a share, the easy and the hard half average to the whole", async () => {
  const metrics = await generator.evaluate();
  for (const value of Object.values(metrics)) assert.ok(value >= 0 && value <= 1);
  assert.equal(metrics["accuracy"], metrics["accuracy5"]);
  assert.ok(Math.abs((metrics["easy"]! + metrics["hard"]!) / 2 - metrics["accuracy"]!) < 1e-9);
});

test("the further metrics the task shows are measured", async () => {
  const metrics = await generator.evaluate();
  for (const name of Object.keys(taskFile.shown.metrics)) assert.ok(name in metrics, name);
});
