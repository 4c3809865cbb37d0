import assert from "node:assert/strict";
import { after, test } from "node:test";
import { type SequencePool, sequencePool } from "../../../harness/sequence/index.ts";
import type { Guess } from "../../../tasks/eigenvalues/encoding/index.ts";
import { openInstance } from "../../../tasks/eigenvalues/instance.ts";
import type { SymmetricMatrix } from "../../../tasks/eigenvalues/matrices/index.ts";
import { relativeError } from "../../../tasks/eigenvalues/metric.ts";
import { contextOf, smallSetting, taskFile } from "./open.ts";

const setting = smallSetting({ pool: 60, candidates: 3 });
const position = { round: 1, regime: "replace" } as const;
const sample = { search: "sample", temperature: 1 } as const;

const instance = await openInstance(contextOf(setting));
after(() => instance[Symbol.asyncDispose]());
const generator = await instance.generator();
const pool: SequencePool<SymmetricMatrix, Guess> = sequencePool(await generator.propose(position, sample));
const firstOnes = {
  items: Uint32Array.from(pool.pairs, (_, item) => item),
  candidates: new Uint32Array(pool.items),
};

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

test("every round has fresh matrices", async () => {
  const later: SequencePool<SymmetricMatrix, Guess> = sequencePool(
    await instance.truth({ ...position, round: 2 }),
  );
  assert.notDeepEqual(later.pairs[0]!.input.entries, pool.pairs[0]!.input.entries);
});

test("right means a relative error below the tolerance, and the oracle's answer is above a half for just that", async () => {
  const scores = await instance.verifiers.oracle!(pool, firstOnes);
  const errors = pool.pairs.map(({ input }, item) =>
    relativeError(pool.outputOf(item, 0), input.eigenvalues),
  );
  scores.forEach((score, item) => {
    assert.equal(pool.isCorrect(item, 0), errors[item]! < setting.tolerance);
    assert.equal(score > 0.5, pool.isCorrect(item, 0));
  });
  const best = scores.indexOf(Math.max(...scores));
  assert.equal(errors[best], Math.min(...errors));
});

test("the truth is each spectrum in three digits", async () => {
  const truth = sequencePool<SymmetricMatrix, Guess>(await instance.truth(position));
  for (const [item, { input }] of truth.pairs.entries()) {
    const { output, logprob, tokens } = truth.item(item).candidates[0]!;
    (output as number[]).forEach((value, place) => {
      const exact = input.eigenvalues[place]!;
      // Three digits leave at most half a unit in the third.
      assert.ok(Math.abs(value - exact) <= 0.0051 * Math.abs(exact));
    });
    assert.deepEqual([logprob, tokens], [0, 6]);
  }
});

test("a model verifier's score is the log-probability of the whole guess", async () => {
  const scores = await instance.verifiers.strong!(pool, firstOnes);
  const parts = await instance.verifiers.strong!(pool, {
    items: Uint32Array.of(3),
    candidates: Uint32Array.of(0),
  });
  assert.ok(Math.abs(scores[3]! - parts[0]!) < 1e-5);
  // Six symbols of at most a thousand each: hardly trained, it is far from sure of every one.
  assert.ok(scores.every((score) => score < -3));
});

test("every metric is a share, the easy and the hard half average to the whole", async () => {
  const { trainingSteps, ...metrics } = await generator.evaluate();
  assert.ok(trainingSteps! > 0 && trainingSteps! <= setting.training.steps);
  for (const value of Object.values(metrics)) assert.ok(value >= 0 && value <= 1);
  assert.equal(metrics["accuracy"], metrics["accuracy5"]);
  assert.ok(Math.abs((metrics["easy"]! + metrics["hard"]!) / 2 - metrics["accuracy"]!) < 1e-9);
});

test("the further metrics the task shows are measured", async () => {
  const metrics = await generator.evaluate();
  for (const name of Object.keys(taskFile.shown.metrics)) assert.ok(name in metrics, name);
});
