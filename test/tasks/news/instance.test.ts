import assert from "node:assert/strict";
import { test } from "node:test";
import { noArtifacts } from "../../../harness/artifacts/index.ts";
import { sequencePool } from "../../../harness/sequence/index.ts";
import type { Pool } from "../../../harness/task/index.ts";
import { languageOf, newsroomReading } from "../../../tasks/news/base/index.ts";
import { textCodec } from "../../../tasks/news/codec.ts";
import { rouge } from "../../../tasks/news/rouge/index.ts";
import { everyPair, select } from "../../task/pairs.ts";
import { drawn, first, open, tiny } from "./open.ts";

function inputs(pool: Pool): unknown[] {
  return Array.from({ length: pool.items }, (_, item) => pool.item(item).input);
}

test("another seed is another newsroom, with another generator", async () => {
  await using one = await open(4);
  await using other = await open(5);
  const [g1, g2] = [await one.generator(), await other.generator()];
  assert.notDeepEqual(g1.save(), g2.save());
  assert.notDeepEqual(inputs(await one.truth(first)), inputs(await other.truth(first)));
  assert.notEqual(one.data!.hash, other.data!.hash);
});

test("a study has another newsroom than the board's cell of the same seed", async () => {
  await using cell = await open(4);
  await using study = await open(4, tiny, { root: "study" });
  const own = new Set(inputs(await cell.truth(first)));
  assert.deepEqual(
    inputs(await study.truth(first)).filter((article) => own.has(article)),
    [],
  );
});

test("every round has articles of its own, the same in both regimes", async () => {
  await using instance = await open(1);
  const one = inputs(await instance.truth(first));
  const two = inputs(await instance.truth({ round: 2, regime: "accumulate" }));
  assert.equal(new Set([...one, ...two]).size, 2 * tiny.corpus.pool);
  assert.deepEqual(inputs(await instance.truth({ round: 2, regime: "replace" })), two);
});

test("a student takes steps by what was kept, up to the recipe's limit", async () => {
  await using instance = await open(1);
  const pool = await (await instance.generator()).propose(first, drawn);
  const stepsFor = async (kept: number) => {
    const selection = select(everyPair(pool).slice(0, kept));
    return (await instance.train({ ...first, sources: [{ pool, selection }] })).steps;
  };
  assert.deepEqual([await stepsFor(4), await stepsFor(16), await stepsFor(60)], [2, 8, 12]);
});

test("the truth is the references as they are, and what the pool's candidates are measured against", async () => {
  await using instance = await open(3);
  const truth = await instance.truth(first);
  const pool = sequencePool(await (await instance.generator()).propose(first, drawn));
  for (const [item, candidate] of everyPair(pool)) {
    const reference = truth.item(item).candidates[0]!;
    assert.ok(reference.tokens > 1 && reference.tokens <= tiny.model.summaryLength);
    const { rouge1 } = rouge(String(pool.item(item).candidates[candidate]!.output), String(reference.output));
    assert.equal(pool.measureOf(item, candidate), rouge1.fMeasure);
    assert.equal(pool.isCorrect(item, candidate), rouge1.fMeasure > tiny.rightAbove);
  }
});

test("a model verifier's score is by symbol: a long summary is not the worse for its length", async () => {
  await using instance = await open(3);
  const pool = await (await instance.generator()).propose(first, drawn);
  const scores = await instance.verifiers.weak!(pool, select(everyPair(pool)));
  // Hardly trained, a model gives a symbol about its share of the vocabulary.
  for (const score of scores) assert.ok(score < 0 && score > -2 * Math.log(tiny.vocabulary.size), `${score}`);
});

test("another vocabulary is another codec, and so are other lengths", async () => {
  const place = { reading: newsroomReading, common: noArtifacts, device: "cpu" };
  const vocabulary = await languageOf({ ...place, vocabulary: tiny.vocabulary });
  const other = await languageOf({ ...place, vocabulary: { ...tiny.vocabulary, stories: 50 } });
  const lengths = { articleLength: 56, summaryLength: 20 };
  const { id } = textCodec(vocabulary, lengths);
  assert.equal(textCodec(await languageOf({ ...place, vocabulary: tiny.vocabulary }), lengths).id, id);
  assert.notEqual(textCodec(other, lengths).id, id);
  assert.notEqual(textCodec(vocabulary, { ...lengths, articleLength: 55 }).id, id);
});

test("a record's samples are test articles with their references, and every generator says something about each", async () => {
  await using instance = await open(7);
  assert.equal(instance.samples!.length, tiny.samples);
  const outputs = await (await instance.generator()).samples!();
  assert.equal(outputs.length, tiny.samples);
  for (const { input, reference } of instance.samples!) assert.ok(input.length > reference.length);
});
