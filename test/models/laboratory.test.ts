import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { type ArtifactStore, noArtifacts, openArtifacts } from "../../harness/artifacts/index.ts";
import {
  type Examples,
  type FixedRecipe,
  type Laboratory,
  openLaboratory,
  type PassesRecipe,
  type Recipe,
  type StoppedRecipe,
  type TransformerConfig,
} from "../../harness/models/index.ts";
import { randomStream } from "../../harness/random/index.ts";
import { TINY, tinyParameters, tinySources, VARIANTS } from "./tiny.ts";

const recipe: FixedRecipe = { steps: 60, batch: 8, learningRate: 0.02, warmupSteps: 5, clipNorm: 1 };
const padded = VARIANTS["encoder-decoder with end and pad"]!;

function open(
  config: TransformerConfig,
  options: Partial<FixedRecipe> = {},
  artifacts: Pick<ArtifactStore, "unfinished"> = noArtifacts,
): Promise<Laboratory> {
  return openBy({ ...recipe, ...options }, config, artifacts);
}

function openBy(
  wanted: Recipe,
  config = TINY,
  artifacts: Pick<ArtifactStore, "unfinished"> = noArtifacts,
): Promise<Laboratory> {
  return openLaboratory("cpu", config, {
    recipe: wanted,
    artifacts,
    secondsBetweenStates: 0,
    rowsPerRun: 16,
  });
}

/** A store in a folder whose trainings end, as if killed, when they have written so many states. */
function stoppingStore(folder: string, states: number) {
  const store = openArtifacts(folder);
  const seen = { read: 0, written: 0 };
  const unfinished: ArtifactStore["unfinished"] = (key) => {
    const kept = store.unfinished(key);
    return {
      ...kept,
      async read() {
        const state = await kept.read();
        seen.read = state?.arrays["losses"]?.data.length ?? 0;
        return state;
      },
      async write(state) {
        await kept.write(state);
        if (++seen.written === states) throw new Error("stopped");
      },
    };
  };
  return { unfinished, seen };
}

/** Targets that repeat their source's first symbol: easily learnt. */
function lessons(count: number, seed: number): Examples {
  const sources = tinySources(TINY, count, seed).data as Int32Array;
  const targets = Int32Array.from(
    { length: count * TINY.targetLength },
    (_, place) => sources[Math.floor(place / TINY.targetLength) * TINY.sourceLength]!,
  );
  return { count, sources, targets };
}

test("a model learns what it is shown, and its loss tells", async () => {
  await using laboratory = await open(TINY, { steps: 400 });
  const { parameters, steps, loss } = await laboratory.train(lessons(200, 1), randomStream("student"));
  assert.equal(steps, 400);
  assert.ok(loss < 0.1, `loss ${loss}`);
  const { sources, targets, count } = lessons(50, 2);
  const { symbols } = await laboratory.decode(parameters, sources, { kind: "greedy" });
  const right = targets.filter((symbol, place) => symbols[place] === symbol).length;
  assert.ok(right > 0.9 * count * TINY.targetLength, `${right} symbols right`);
});

test("a training goes on from parameters that it is given, and leaves them as they are", async () => {
  await using laboratory = await open(TINY, { steps: 200, schedule: "constant" });
  const { parameters: base } = await laboratory.train(lessons(200, 1), randomStream("base"));
  const before = structuredClone(base);
  await using short = await open(TINY, { steps: 10, schedule: "constant" });
  const fresh = await short.train(lessons(40, 2), randomStream("student"));
  const tuned = await short.train(lessons(40, 2), randomStream("student"), base);
  assert.ok(tuned.loss < fresh.loss / 2, `${tuned.loss}, and ${fresh.loss} from a fresh start`);
  assert.deepEqual(base, before);
  assert.notDeepEqual(tuned.parameters, base);
  assert.deepEqual(await short.train(lessons(40, 2), randomStream("student"), base), tuned);
  assert.notDeepEqual(await short.train(lessons(40, 2), randomStream("another student"), base), tuned);
});

test("a training by passes is as long as its examples, up to its limit, at one rate whatever the length", async () => {
  const { steps: _, ...rest } = recipe;
  const passes: PassesRecipe = { ...rest, epochs: 2, mostSteps: 12 };
  const options = { artifacts: noArtifacts, rowsPerRun: 16 };
  await using laboratory = await openLaboratory("cpu", TINY, { recipe: passes, ...options });
  const stepsFor = async (count: number) =>
    (await laboratory.train(lessons(count, 3), randomStream("student"))).steps;
  assert.deepEqual(
    [await stepsFor(1), await stepsFor(20), await stepsFor(40), await stepsFor(80)],
    [1, 5, 10, 12],
  );
  const constant: FixedRecipe = { ...recipe, steps: 10, schedule: "constant" };
  await using fixed = await openLaboratory("cpu", TINY, { recipe: constant, ...options });
  await using falling = await open(TINY, { steps: 10 });
  const train = (one: Laboratory) => one.train(lessons(40, 3), randomStream("student"));
  assert.deepEqual(await train(laboratory), await train(fixed));
  assert.notDeepEqual((await train(falling)).parameters, (await train(fixed)).parameters);
});

for (const averaging of [undefined, 0.9]) {
  const name = averaging === undefined ? "last" : "averaged";
  test(`a training leaves nothing behind for the next: ${name} parameters`, async () => {
    const options = averaging === undefined ? {} : { averaging };
    await using one = await open(TINY, options);
    await using two = await open(TINY, options);
    await one.train(lessons(40, 3), randomStream("earlier student"));
    const after = await one.train(lessons(40, 4), randomStream("student"));
    assert.deepEqual(after, await two.train(lessons(40, 4), randomStream("student")));
    assert.notDeepEqual(after, await two.train(lessons(40, 4), randomStream("another student")));
    assert.notDeepEqual(after, await two.train(lessons(40, 5), randomStream("student")));
  });
}

test("averaged parameters lie between the start and the last ones", async () => {
  await using last = await open(TINY);
  await using averaged = await open(TINY, { averaging: 0.5 });
  const one = await last.train(lessons(40, 6), randomStream("student"));
  const two = await averaged.train(lessons(40, 6), randomStream("student"));
  assert.equal(one.loss, two.loss);
  assert.notDeepEqual(one.parameters, two.parameters);
});

test("examples are met as often as their weights say", async () => {
  await using laboratory = await open(TINY, { steps: 200 });
  const { count, sources, targets } = lessons(100, 7);
  // Two teachers contradict each other on the same sources; nearly all the weight is the first one's.
  const contrary = targets.map((symbol) => (symbol === 3 ? 4 : 3));
  const both: Examples = {
    count: 2 * count,
    sources: Int32Array.from([...sources, ...sources]),
    targets: Int32Array.from([...targets, ...contrary]),
    weights: Float64Array.from({ length: 2 * count }, (_, row) => (row < count ? 1 : 0.01)),
  };
  const { parameters } = await laboratory.train(both, randomStream("student"));
  const { symbols } = await laboratory.decode(parameters, sources, { kind: "greedy" });
  const agreeing = (answers: Int32Array) =>
    answers.filter((symbol, place) => symbols[place] === symbol).length;
  assert.ok(agreeing(targets) > 3 * agreeing(contrary), `${agreeing(targets)} against ${agreeing(contrary)}`);
});

for (const [name, config] of Object.entries({ "without padding": TINY, "with end and padding": padded }))
  test(`a target's score is the log-probability that its search gave it: ${name}`, async () => {
    await using laboratory = await open(config);
    const parameters = tinyParameters(config);
    const sources = tinySources(config, 7).data as Int32Array;
    const found = await laboratory.decode(
      parameters,
      sources,
      { kind: "sample", candidates: 3 },
      randomStream("draws"),
    );
    const repeated = Int32Array.from({ length: 3 * sources.length }, (_, place) => {
      const row = Math.floor(place / config.sourceLength / 3);
      return sources[row * config.sourceLength + (place % config.sourceLength)]!;
    });
    const scores = await laboratory.score(parameters, repeated, found.symbols);
    assert.equal(scores.length, 21);
    const { pad } = config.symbols;
    const { length } = found;
    for (const [row, expected] of found.logProbabilities.entries()) {
      const written = found.symbols.subarray(row * length, row * length + found.lengths[row]!);
      // Padding that a model itself writes weighs nothing, in its training as in its score.
      if (pad !== undefined && written.includes(pad)) continue;
      assert.ok(Math.abs(scores[row]! - expected) < 1e-4, `row ${row}: ${scores[row]}, not ${expected}`);
    }
  });

test("a pool holds each source's greedy candidate and then drawn ones, or the beams alone", async () => {
  await using laboratory = await open(padded);
  const parameters = tinyParameters(padded);
  const sources = tinySources(padded, 5).data as Int32Array;
  const propose = (search: "sample" | "beam", candidates: number) =>
    laboratory.propose(
      parameters,
      sources,
      { search, candidates, temperature: 1, topP: 1 },
      randomStream("pool"),
    );
  const greedy = await laboratory.decode(parameters, sources, { kind: "greedy" });
  const pool = await propose("sample", 4);
  assert.equal(pool.perSource, 4);
  const drawn = await laboratory.decode(
    parameters,
    sources,
    { kind: "sample", candidates: 3, temperature: 1 },
    randomStream("pool"),
  );
  const { length } = pool;
  for (let source = 0; source < 5; source++) {
    const own = [...pool.symbols.subarray(source * 4 * length, (source + 1) * 4 * length)];
    assert.deepEqual(own, [
      ...greedy.symbols.subarray(source * length, (source + 1) * length),
      ...drawn.symbols.subarray(source * 3 * length, (source + 1) * 3 * length),
    ]);
    assert.equal(pool.lengths[source * 4], greedy.lengths[source]);
    assert.equal(pool.logProbabilities[source * 4 + 3], drawn.logProbabilities[source * 3 + 2]);
  }
  assert.deepEqual(await propose("sample", 1), greedy);
  assert.deepEqual(
    await propose("beam", 2),
    await laboratory.decode(parameters, sources, { kind: "beam", beams: 2 }),
  );
});

for (const averaging of [undefined, 0.9])
  test(`a stopped training goes on where it was, to the same end, averaging ${averaging}`, async () => {
    const options = averaging === undefined ? {} : { averaging };
    const folder = await mkdtemp(path.join(tmpdir(), "laboratory-"));
    const examples = {
      ...lessons(40, 8),
      weights: Float64Array.from({ length: 40 }, (_, row) => 1 + (row % 3)),
    };
    await using whole = await open(TINY, options);
    const expected = await whole.train(examples, randomStream("student"));
    await using stopped = await open(TINY, options, stoppingStore(folder, 25));
    await assert.rejects(stopped.train(examples, randomStream("student")), /stopped/);
    const store = stoppingStore(folder, Number.POSITIVE_INFINITY);
    await using resumed = await open(TINY, options, store);
    // Another student, on other examples or from another start, has nothing to go on from.
    await resumed.train(examples, randomStream("another student"));
    await resumed.train(lessons(40, 8), randomStream("student"));
    assert.deepEqual(store.seen, { read: 0, written: 120 });
    assert.deepEqual(await resumed.train(examples, randomStream("student")), expected);
    assert.deepEqual(store.seen, { read: 25, written: 155 });
    // What is done leaves nothing behind.
    assert.deepEqual(globSync("**/*.safetensors", { cwd: folder }), []);
    await rm(folder, { recursive: true });
  });

/** Targets that nothing about a source foretells, so that all there is to learn are these examples by heart. */
function noise(count: number, seed: number): Examples {
  return { ...lessons(count, seed), targets: lessons(count, seed + 100).targets };
}

const stopped: StoppedRecipe = {
  mostSteps: 400,
  stop: { heldOut: 0.25, every: 10, patience: 3 },
  batch: 8,
  learningRate: 0.02,
  warmupSteps: 5,
  clipNorm: 1,
};

for (const averaging of [undefined, 0.9])
  test(`a training that stops by itself keeps what was best on examples it never met, averaging ${averaging}`, async () => {
    const own = averaging === undefined ? stopped : { ...stopped, averaging };
    await using laboratory = await openBy(own);
    const random = randomStream("student");
    const byHeart = await laboratory.train(noise(40, 1), random);
    const { step, loss } = byHeart.stopped!;
    assert.ok(
      byHeart.steps < 400 && step === byHeart.steps - 30,
      `${byHeart.steps} steps, best after ${step}`,
    );
    // Who trains for so long on what is not held out has the same parameters, and the loss is theirs on the rest.
    const rows = random.split("held out").sample(40, 40);
    const part = (all: Examples, from: number, to: number): Examples => {
      const chosen = [...rows.subarray(from, to)];
      const pick = (values: Int32Array, width: number) =>
        Int32Array.from(chosen.flatMap((row) => [...values.subarray(row * width, (row + 1) * width)]));
      const { sources, targets } = all;
      return {
        count: to - from,
        sources: pick(sources, TINY.sourceLength),
        targets: pick(targets, TINY.targetLength),
      };
    };
    const { mostSteps: _, stop: __, ...rest } = own;
    const fixed: FixedRecipe = { ...rest, steps: step, schedule: "constant" };
    const again = await laboratory.train(part(noise(40, 1), 10, 40), random, undefined, fixed);
    assert.deepEqual(again.parameters, byHeart.parameters);
    const heldOut = part(noise(40, 1), 0, 10);
    const scores = await laboratory.score(again.parameters, heldOut.sources, heldOut.targets);
    const nats = -scores.reduce((sum, score) => sum + score, 0) / (10 * TINY.targetLength);
    assert.ok(Math.abs(nats - loss) < 1e-6, `${nats}, not ${loss}`);
  });

test("what goes on getting better is not stopped before its most steps, and more of them change nothing once it is", async () => {
  await using short = await openBy({ ...stopped, mostSteps: 35 });
  const learnt = await short.train(lessons(200, 1), randomStream("student"));
  assert.deepEqual([learnt.steps, learnt.stopped!.step], [35, 35]);
  await using one = await openBy(stopped);
  await using twice = await openBy({ ...stopped, mostSteps: 800 });
  const train = (laboratory: Laboratory) => laboratory.train(noise(40, 1), randomStream("student"));
  assert.deepEqual(await train(twice), await train(one));
  await assert.rejects(one.train(lessons(1, 1), randomStream("student")), { code: "held-out-empty" });
});

test("weights are those of the held-out examples, too", async () => {
  await using laboratory = await openBy(stopped);
  const examples = noise(40, 1);
  const train = async (weights: Float64Array) =>
    (await laboratory.train({ ...examples, weights }, randomStream("student"))).stopped!.loss;
  const even = await train(new Float64Array(40).fill(1));
  assert.equal(await train(new Float64Array(40).fill(1)), even);
  assert.notEqual(await train(Float64Array.from({ length: 40 }, (_, row) => 1 + (row % 5))), even);
});

test("a training that stops by itself goes on where it was, to the same end", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "laboratory-"));
  const train = (laboratory: Laboratory) => laboratory.train(noise(40, 1), randomStream("student"));
  await using whole = await openBy(stopped);
  const expected = await train(whole);
  for (const states of [expected.steps - 1, expected.steps - 25]) {
    await using cut = await openBy(stopped, TINY, stoppingStore(folder, states));
    await assert.rejects(train(cut), /stopped/);
    const store = stoppingStore(folder, Number.POSITIVE_INFINITY);
    await using resumed = await openBy(stopped, TINY, store);
    assert.deepEqual(await train(resumed), expected);
    assert.deepEqual(store.seen, { read: states, written: expected.steps - states });
  }
  assert.deepEqual(globSync("**/*.safetensors", { cwd: folder }), []);
  await rm(folder, { recursive: true });
});

test("trainings from one start, on the same examples in another order, do not go on from one another", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "laboratory-"));
  const base = tinyParameters(TINY);
  const examples = lessons(40, 9);
  await using stopped = await open(TINY, {}, stoppingStore(folder, 25));
  await assert.rejects(stopped.train(examples, randomStream("student"), base), /stopped/);
  const store = stoppingStore(folder, Number.POSITIVE_INFINITY);
  await using resumed = await open(TINY, {}, store);
  await resumed.train(examples, randomStream("another student"), base);
  assert.equal(store.seen.read, 0);
  await resumed.train(examples, randomStream("student"), base);
  assert.equal(store.seen.read, 25);
  await rm(folder, { recursive: true });
});

test("an impossible model and an unknown device are refused", async () => {
  await assert.rejects(open({ ...TINY, heads: 3 }), { code: "model-config" });
  await assert.rejects(openLaboratory("abacus", TINY, { recipe, artifacts: noArtifacts }), /abacus/);
});
