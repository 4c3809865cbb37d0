import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { noArtifacts, openArtifacts } from "../../harness/artifacts/index.ts";
import {
  initialiseTransformer,
  type Parameters,
  type TransformerConfig,
} from "../../harness/models/index.ts";
import { randomStream } from "../../harness/random/index.ts";
import type { SequenceRecipe } from "../../harness/sequence/index.ts";
import { everyPair, select } from "../task/pairs.ts";
import { drawnPool, first, openToy, toyTask } from "./toy.ts";

const plain = toyTask(0);

/** The toy's recipe from a base, which counts how often it is asked for. */
function based(recipe: SequenceRecipe, name: string) {
  const parameters = initialiseTransformer(recipe.model, randomStream(name));
  const asked = { times: 0 };
  const base = async (): Promise<Parameters> => {
    asked.times++;
    return parameters;
  };
  return { recipe: { ...recipe, base }, parameters, asked };
}

test("generator, verifiers and students all start from the task's base, which is fetched once", async () => {
  // Steps that move nothing leave every model where it started.
  const still = { ...plain.recipe, training: { ...plain.recipe.training, learningRate: 1e-12 } };
  const { recipe, parameters, asked } = based(still, "base");
  await using instance = await openToy(toyTask(0, { recipe }));
  assert.equal(asked.times, 0);
  const base = await instance.base!();
  assert.deepEqual(base.save().arrays, parameters);
  const generator = await instance.generator();
  const pool = await drawnPool(instance);
  const selection = select(everyPair(pool).slice(0, 6));
  const { student } = await instance.train({ ...first, sources: [{ pool, selection }] });
  for (const model of [generator, student])
    for (const [name, { data }] of Object.entries(model.save().arrays))
      for (const [place, value] of parameters[name]!.data.entries())
        assert.ok(Math.abs(Number(data[place]) - value) < 1e-6, name);
  const list = select(everyPair(pool));
  const [weak, strong] = [
    await instance.verifiers.weak!(pool, list),
    await instance.verifiers.strong!(pool, list),
  ];
  for (const [place, score] of weak.entries()) assert.ok(Math.abs(score - strong[place]!) < 1e-5);
  assert.equal(asked.times, 1);
  await using without = await openToy(plain);
  assert.equal(without.base, undefined);
});

test("a training from a base goes on from it", async () => {
  const { recipe, parameters } = based(plain.recipe, "base");
  await using instance = await openToy(toyTask(0, { recipe }));
  await using other = await openToy(toyTask(0, { recipe: based(plain.recipe, "another base").recipe }));
  const trained = (await instance.generator()).save().arrays;
  assert.notDeepEqual(trained, parameters);
  assert.notDeepEqual(trained, (await other.generator()).save().arrays);
});

test("of a model with an adapter only that is kept, and the base makes it whole again", async () => {
  const model: TransformerConfig = {
    ...plain.recipe.model,
    kind: "decoder-only",
    encoderLayers: 0,
    adapter: { rank: 2, alpha: 4, targets: ["query", "up"] },
  };
  const { recipe, parameters } = based({ ...plain.recipe, model }, "base");
  await using instance = await openToy(toyTask(0, { recipe }));
  const generator = await instance.generator();
  const kept = generator.save();
  const isAdapters = (name: string) => name.includes(".adapter.");
  assert.deepEqual(Object.keys(kept.arrays), Object.keys(parameters).filter(isAdapters));
  assert.notDeepEqual(kept.arrays, (await instance.base!()).save().arrays);
  const again = await instance.restore(kept);
  const written = async (student: typeof again) =>
    (await student.write(instance.test, { kind: "greedy" })).writing.logprobs;
  assert.deepEqual(await written(again), await written(generator));
  const base = await instance.restore((await instance.base!()).save());
  assert.notDeepEqual(await written(base), await written(generator));
});

test("a stranger of another size judges the task's pools; it is made when it is first asked, once for a seed", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "collapse-bench-stranger-"));
  const wide = { ...plain.recipe, model: { ...plain.recipe.model, width: 12, feedForward: 24 } };
  const judged = async () => {
    const { recipe, asked } = based(wide, "stranger's base");
    const stranger = { recipe, random: randomStream("stranger") };
    await using instance = await openToy(toyTask(0, { stranger }), openArtifacts(folder));
    const pool = await drawnPool(instance);
    const list = everyPair(pool);
    assert.equal(asked.times, 0);
    const scores = await instance.verifiers.stranger!(pool, select(list));
    assert.notDeepEqual(scores, await instance.verifiers.strong!(pool, select(list)));
    const reversed = await instance.verifiers.stranger!(pool, select(list.toReversed()));
    for (const [place, score] of scores.entries()) {
      assert.ok(Number.isFinite(score) && score < 0);
      assert.ok(Math.abs(score - reversed.at(-1 - place)!) < 1e-5);
    }
    return { scores, made: asked.times };
  };
  const [one, two] = [await judged(), await judged()];
  assert.deepEqual([one.made, two.made], [1, 0]);
  assert.deepEqual(two.scores, one.scores);
  await using without = await openToy(plain, noArtifacts);
  assert.equal(without.verifiers.stranger, undefined);
  await rm(folder, { recursive: true });
});
