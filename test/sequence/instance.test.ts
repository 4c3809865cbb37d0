import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { openArtifacts } from "../../harness/artifacts/index.ts";
import { type SequencePool, sequencePool } from "../../harness/sequence/index.ts";
import { trainingSet } from "../../harness/sequence/instance.ts";
import type { Pool } from "../../harness/task/index.ts";
import { everyPair, select } from "../task/pairs.ts";
import { drawn, drawnPool, first, openToy, type ToyInstance, toySteps, toyTask } from "./toy.ts";

const task = toyTask(0);
const instance = await openToy(task);
after(() => instance[Symbol.asyncDispose]());
const generator = await instance.generator();
const pool = await drawnPool(instance);

function inputs(of: Pool): unknown[] {
  return Array.from({ length: of.items }, (_, item) => of.item(item).input);
}

function outputs(of: SequencePool<string, string>): string[] {
  return everyPair(of).map(([item, candidate]) => of.outputOf(item, candidate));
}

test("a round's inputs are the same in both regimes, another round's are fresh, and so is its luck", async () => {
  const other = await generator.propose({ ...first, regime: "accumulate" }, drawn);
  assert.deepEqual(other.save(), pool.save());
  const second = await generator.propose({ ...first, round: 2 }, drawn);
  assert.notDeepEqual(inputs(second), inputs(pool));
  assert.deepEqual(inputs(await instance.truth({ ...first, round: 2 })), inputs(second));
  const fixed = toyTask(0, { data: { ...task.data, inputs: () => pool.pairs } });
  await using still = await openToy(fixed);
  const student = await still.restore(generator.save());
  const later: SequencePool<string, string> = sequencePool(
    await student.propose({ ...first, round: 2 }, drawn),
  );
  assert.deepEqual(inputs(later), inputs(pool));
  assert.notDeepEqual(outputs(later), outputs(pool));
  for (const [item, pair] of pool.pairs.entries()) {
    assert.equal(later.outputOf(item, 0), pool.outputOf(item, 0), `${pair.input}: candidate 0 is greedy`);
  }
});

test("the first candidate is the one of a greedy search alone, and beams come likeliest first", async () => {
  const greedy = await generator.write(pool.pairs, { kind: "greedy" });
  const beams = sequencePool(await generator.propose(first, { ...drawn, search: "beam" }));
  for (let item = 0; item < pool.items; item++) {
    assert.equal(pool.outputOf(item, 0), greedy.outputOf(item, 0));
    const logprobs = beams.item(item).candidates.map(({ logprob }) => logprob);
    assert.deepEqual(
      logprobs,
      logprobs.toSorted((a, b) => b - a),
    );
    assert.ok(logprobs[0]! >= greedy.item(item).candidates[0]!.logprob - 1e-4);
  }
});

for (const verifiersScore of ["output", "symbol"] as const)
  test(`log-probabilities are exact: a verifier that is the generator finds each ${verifiersScore} as likely as it was written`, async () => {
    const { data, streams } = task;
    const twin = toyTask(0, {
      verifiersScore,
      data: { ...data, lessons: () => data.lessons("generator") },
      streams: { ...streams, learner: () => streams.learner("generator") },
    });
    await using own = await openToy(twin);
    const hot = await (await own.generator()).propose(first, { ...drawn, temperature: 1.5, topP: 0.9 });
    const list = everyPair(hot);
    const scores = await own.verifiers.weak!(hot, select(list));
    for (const [place, [item, candidate]] of list.entries()) {
      const { logprob, tokens } = hot.item(item).candidates[candidate]!;
      const { targets } = own.reader.selected(sequencePool(hot), select([[item, candidate]]));
      // Padding that a model wrote itself is not scored.
      if (targets.subarray(0, tokens).includes(0)) continue;
      const wanted = verifiersScore === "symbol" ? logprob / tokens : logprob;
      assert.ok(Math.abs(scores[place]! - wanted) < 1e-4, `${scores[place]} and ${wanted}`);
    }
  });

test("the truth is right, certain, and as long as it is in symbols", async () => {
  const truth = sequencePool<string, string>(await instance.truth(first));
  for (const [item, pair] of truth.pairs.entries()) {
    assert.deepEqual(truth.item(item).candidates, [{ output: pair.output, logprob: 0, tokens: 4 }]);
    assert.ok(truth.isCorrect(item, 0));
  }
});

test("the oracle's score rises with what its judge measures", async () => {
  const list = everyPair(pool);
  const scores = await instance.verifiers.oracle!(pool, select(list));
  const byMeasure = list
    .map(([item, candidate], place) => [pool.measureOf(item, candidate), scores[place]!] as const)
    .sort(([a], [b]) => a - b);
  for (const [place, [, score]] of byMeasure.entries())
    assert.ok(place === 0 || score >= byMeasure[place - 1]![1]);
  assert.ok(byMeasure[0]![1] < byMeasure.at(-1)![1]);
});

test("model verifiers differ, answer in the order asked, and are trained once for all instances of the seed", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "collapse-bench-sequence-"));
  after(() => rm(folder, { recursive: true }));
  const list = everyPair(pool);
  const asked = async () => {
    let trained = 0;
    const store = openArtifacts(folder);
    const counting: typeof store = {
      ...store,
      bundle: (key, compute) =>
        store.bundle(key, () => {
          trained++;
          return compute();
        }),
    };
    await using own = await openToy(task, counting);
    const weak = await own.verifiers.weak!(pool, select(list));
    assert.deepEqual(await own.verifiers.weak!(pool, select(list)), weak);
    const reversed = await own.verifiers.weak!(pool, select(list.toReversed()));
    for (const [place, score] of weak.entries()) assert.ok(Math.abs(score - reversed.at(-1 - place)!) < 1e-5);
    const strong = await own.verifiers.strong!(pool, select(list));
    assert.notDeepEqual(strong, weak);
    return { trained, weak };
  };
  const one = await asked();
  const two = await asked();
  assert.deepEqual([one.trained, two.trained], [2, 0]);
  assert.deepEqual(two.weak, one.weak);
});

test("every training takes the same number of steps, whatever was selected", async () => {
  const list = everyPair(pool);
  for (const selection of [select(list), select(list.slice(0, 1)), select(list.slice(0, 3), [1, 5, 0.1])]) {
    const { steps, loss } = await instance.train({ ...first, sources: [{ pool, selection }] });
    assert.equal(steps, toySteps);
    assert.ok(Number.isFinite(loss));
  }
});

test("only the ratios of weights count", async () => {
  const list = everyPair(pool).slice(0, 6);
  const learn = async (weights?: number[]) => {
    const sources = [{ pool, selection: select(list, weights) }];
    return (await instance.train({ ...first, sources })).student.save().arrays["embedding"]!.data;
  };
  const plain = await learn();
  assert.deepEqual(await learn([7, 7, 7, 7, 7, 7]), plain);
  assert.notDeepEqual(await learn([50, 1, 1, 1, 1, 1]), plain);
});

test("accumulate trains on the real pairs and every selection, replace on what it is given", () => {
  const { reader } = instance;
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
  const { pairs } = task.data.lessons("generator");
  const real = () => reader.examples({ pairs: pairs.slice(0, 2) });
  const replaced = trainingSet(reader, { round: 2, regime: "replace", sources: [sources[1]!] }, real);
  const accumulated = trainingSet(reader, { round: 2, regime: "accumulate", sources }, real);
  assert.equal(replaced.count, 2);
  assert.deepEqual([...accumulated.weights!], [1, 1, 2, 1, 1]);
  const { targets } = reader.selected(pool, select([[3, 1]]));
  assert.deepEqual(accumulated.targets.subarray(8, 12), targets);
  assert.deepEqual(accumulated.targets.subarray(0, 8), real().targets);
});

test("a student is trained on the stream that its task names for the round", async () => {
  const selection = select(everyPair(pool));
  const position = { round: 3, regime: "replace" } as const;
  const { student } = await instance.train({ ...position, sources: [{ pool, selection }] });
  const examples = instance.reader.selected(pool, selection);
  const named = await instance.trainOn(examples, task.streams.student(position));
  assert.deepEqual(named.student.save(), student.save());
  const other = await instance.trainOn(examples, task.streams.student({ ...position, round: 4 }));
  assert.notDeepEqual(other.student.save(), student.save());
});

test("where learners stop by themselves the generator and the verifiers do, and no student; the generator's steps are among its metrics", async () => {
  const { training } = task.recipe;
  const { batch, learningRate, warmupSteps, clipNorm } = training;
  const stop = { heldOut: 0.2, every: 4, patience: 2 };
  const learning = { mostSteps: 60, stop, batch, learningRate, warmupSteps, clipNorm };
  const folder = await mkdtemp(path.join(tmpdir(), "learners-"));
  await using stopped = await openToy(
    { ...task, recipe: { ...task.recipe, learning } },
    openArtifacts(folder),
  );
  const own = await stopped.generator();
  const metrics = await own.evaluate();
  const { trainingSteps, ...rest } = metrics;
  assert.ok(trainingSteps! > 0 && trainingSteps! <= 60 && trainingSteps! % 4 === 0, `${trainingSteps} steps`);
  assert.deepEqual(Object.keys(rest), Object.keys(await generator.evaluate()));
  assert.deepEqual(await (await stopped.restore(own.save())).evaluate(), metrics);
  assert.notDeepEqual(own.save().arrays, generator.save().arrays);
  const selection = select(everyPair(pool));
  const taught = (one: ToyInstance) => one.train({ ...first, sources: [{ pool, selection }] });
  const [student, before] = [await taught(stopped), await taught(instance)];
  assert.deepEqual([student.steps, student.student.save()], [before.steps, before.student.save()]);
  assert.equal("trainingSteps" in (await student.student.evaluate()), false);
  assert.notDeepEqual(
    await stopped.verifiers.weak!(pool, selection),
    await instance.verifiers.weak!(pool, selection),
  );
  await rm(folder, { recursive: true });
});

test("a record's samples are test pairs as people read them, and a student says something about each", async () => {
  assert.deepEqual(
    instance.samples!.map(({ reference }) => reference),
    task.data.test.slice(0, 2).map(({ output }) => output),
  );
  assert.deepEqual(
    await generator.samples!(),
    outputs(await generator.write(task.data.test.slice(0, 2), { kind: "greedy" })),
  );
  const { samples: _, ...without } = task;
  await using silent = await openToy(without);
  assert.equal(silent.samples, undefined);
  assert.equal((await silent.restore(generator.save())).samples, undefined);
});

test("another model's parameters are refused", async () => {
  await assert.rejects(instance.restore({ arrays: {}, metadata: {} }), { code: "parameter-mismatch" });
});

test("a generator that is not told how to write says so, but for what its task decides itself", async () => {
  const { candidates, topP, ...rest } = drawn;
  await assert.rejects(generator.propose(first, rest), {
    code: "decoding-missing",
    where: "candidates, topP",
  });
  await using own = await openToy(toyTask(0, { decoding: { candidates, topP } }));
  const decided = await (await own.restore(generator.save())).propose(first, rest);
  assert.deepEqual(decided.save(), pool.save());
});
