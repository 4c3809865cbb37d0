import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  compileTraining,
  type Device,
  type Feeds,
  float32,
  type HostTensor,
  int32,
  layerNorm,
  openDevice,
  type StepResult,
  type Tensor,
  type Trainer,
  type TrainingOptions,
  tf,
} from "../../harness/engine/index.ts";
import { BenchError } from "../../harness/errors/index.ts";
import { randomStream } from "../../harness/random/index.ts";
import { assertClose, tolerance } from "./tolerance.ts";

const [rows, length, width, heads, symbols] = [4, 5, 8, 2, 11];

/** A transformer's pieces in small: embedding, layer norm, causal attention of two heads, relu, cross-entropy. */
function loss(weights: Readonly<Record<string, Tensor>>, batch: Readonly<Record<string, Tensor>>): Tensor {
  const count = rows * length;
  const ids = tf.reshape(batch["ids"]!, [count]);
  let x = tf.gather(weights["embedding"]!, ids);
  const normal = tf.add(tf.mul(layerNorm(x), weights["scale"]!), weights["shift"]!);
  const projected = tf.matMul(normal, weights["qkv"]!);
  const split = tf.reshape(projected, [rows, length, 3, heads, width / heads]);
  const [q, k, v] = tf.unstack(tf.transpose(split, [2, 0, 3, 1, 4])) as [Tensor, Tensor, Tensor];
  const scores = tf.add(tf.mul(tf.matMul(q, k, false, true), 0.5), causalMask());
  const mixed = tf.transpose(tf.matMul(tf.softmax(scores), v), [0, 2, 1, 3]);
  x = tf.add(x, tf.matMul(tf.reshape(mixed, [count, width]), weights["output"]!));
  x = tf.add(
    x,
    tf.matMul(tf.relu(tf.add(tf.matMul(layerNorm(x), weights["up"]!), weights["bias"]!)), weights["down"]!),
  );
  const logits = tf.matMul(layerNorm(x), weights["embedding"]!, false, true);
  const hot = tf.cast(tf.oneHot(tf.reshape(batch["next"]!, [count]) as never, symbols), "float32");
  return tf.neg(tf.mean(tf.sum(tf.mul(hot, tf.logSoftmax(logits)), -1)));
}

function causalMask(): Tensor {
  const values = Array.from({ length: length * length }, (_, place) =>
    place % length > place / length ? -1e9 : 0,
  );
  return tf.tensor(values, [1, 1, length, length]);
}

const shapes = {
  embedding: [symbols, width],
  scale: [width],
  shift: [width],
  qkv: [width, 3 * width],
  output: [width, width],
  up: [width, 16],
  bias: [16],
  down: [16, width],
};

function parameters(): Record<string, HostTensor> {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const stream = randomStream("training-test", name);
      const size = shape.reduce((product, extent) => product * extent, 1);
      return [
        name,
        float32(
          shape,
          Array.from({ length: size }, () => 0.3 * stream.normal()),
        ),
      ];
    }),
  );
}

function batch(index: number): Feeds {
  const stream = randomStream("training-test", "batch", index);
  const draw = () =>
    int32(
      [rows, length],
      Array.from({ length: rows * length }, () => stream.integer(symbols)),
    );
  return { ids: draw(), next: draw() };
}

const options: TrainingOptions = {
  parameters: parameters(),
  loss,
  batch: { ids: { shape: [rows, length], dtype: "int32" }, next: { shape: [rows, length], dtype: "int32" } },
  optimizer: {
    kind: "adamw",
    schedule: { kind: "cosine", peak: 0.01, warmupSteps: 5, totalSteps: 60 },
    weightDecay: 0.1,
  },
  clipNorm: 0.5,
  averaging: { decay: 0.9 },
};

async function train(trainer: Trainer, steps: number, from = 0): Promise<StepResult[]> {
  const results: StepResult[] = [];
  for (let step = from; step < from + steps; step++) results.push(...(await trainer.step(batch(step % 3))));
  return results;
}

async function curveOn(device: Device, changed: Partial<TrainingOptions> = {}, steps = 50) {
  await using trainer = await compileTraining(device, { ...options, ...changed });
  const results = await train(trainer, steps);
  const [final, averages] = [await trainer.parameters(), await trainer.averaged()];
  return {
    losses: results.map((result) => result.loss),
    norms: results.map((result) => result.gradientNorm),
    final,
    averages,
  };
}

function bytesOf(tensors: Readonly<Record<string, HostTensor>>): string {
  return Object.entries(tensors)
    .map(
      ([name, { data }]) =>
        `${name} ${Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64")}`,
    )
    .join();
}

describe("training", () => {
  test("fifty steps agree between compiled and eager tfjs", async () => {
    await using compiled = await openDevice("cpu");
    await using eager = await openDevice("tfjs:cpu");
    const [ours, theirs] = [await curveOn(compiled), await curveOn(eager)];
    assertClose(ours.losses, theirs.losses, tolerance.lossCurve, "loss curve");
    assertClose(ours.norms, theirs.norms, tolerance.device, "gradient norms");
    for (const name of Object.keys(shapes))
      assertClose(
        ours.averages[name]!.data,
        theirs.averages[name]!.data,
        tolerance.device,
        `average of ${name}`,
      );
    assert.ok(ours.losses.at(-1)! < 0.8 * ours.losses[0]!, "the loss falls");
  });

  test("the same steps give the same bytes on cpu, and one or several steps a call too", async () => {
    await using device = await openDevice("cpu");
    const [first, again] = [await curveOn(device, {}, 12), await curveOn(device, {}, 12)];
    assert.equal(bytesOf(first.final), bytesOf(again.final));
    await using trainer = await compileTraining(device, { ...options, stepsPerCall: 3 });
    for (let call = 0; call < 4; call++) await trainer.step(batch(0), batch(1), batch(2));
    assert.equal(trainer.stepsDone, 12);
    assertClose(
      (await trainer.parameters())["qkv"]!.data,
      first.final["qkv"]!.data,
      tolerance.lossCurve,
      "parameters after three steps a call",
    );
  });

  test("a saved training goes on as if it had not stopped", async () => {
    await using device = await openDevice("cpu");
    await using whole = await compileTraining(device, options);
    await train(whole, 10);
    await using half = await compileTraining(device, options);
    await train(half, 5);
    await using resumed = await compileTraining(device, options);
    await resumed.load(await half.save());
    await train(resumed, 5, 5);
    assert.equal(resumed.stepsDone, 10);
    assert.equal(bytesOf(await resumed.parameters()), bytesOf(await whole.parameters()));
    assert.equal(bytesOf(await resumed.averaged()), bytesOf(await whole.averaged()));
  });

  test("a restarted training remembers nothing of the steps before", async () => {
    for (const name of ["cpu", "tfjs:cpu"] as const) {
      await using device = await openDevice(name);
      await using fresh = await compileTraining(device, options);
      await train(fresh, 3);
      await using used = await compileTraining(device, options);
      await train(used, 4, 1);
      await used.restart(options.parameters);
      assert.equal(used.stepsDone, 0);
      const averages = await used.averaged();
      for (const [parameter, { data }] of Object.entries(options.parameters))
        assert.deepEqual(averages[parameter]!.data, data, parameter);
      await train(used, 3);
      assert.equal(bytesOf((await used.save()).tensors), bytesOf((await fresh.save()).tensors));
    }
  });

  test("what is frozen is read and has no state, and a restart may replace it", async () => {
    for (const name of ["cpu", "tfjs:cpu"] as const) {
      await using device = await openDevice(name);
      await using trainer = await compileTraining(device, {
        ...linear(),
        loss: ({ w, scale }, { x }) => tf.sum(tf.mul(tf.mul(w!, scale!), x!)),
        frozen: { scale: float32([1], [5]) },
      });
      const [first] = await trainer.step({ x: float32([1], [3]) });
      assert.deepEqual([first!.loss, first!.gradientNorm], [30, 15]);
      assert.deepEqual(Object.keys((await trainer.save()).tensors), ["parameter/w", "first/w", "second/w"]);
      await trainer.restart({ w: float32([1], [2]) }, { scale: float32([1], [7]) });
      const [again] = await trainer.step({ x: float32([1], [3]) });
      assert.equal(again!.loss, 42);
    }
  });

  test("a step of several batches is the step of their sum", async () => {
    await using device = await openDevice("cpu");
    const whole = { ...options, loss: bothHalves, batch: twice(options.batch) };
    await using one = await compileTraining(device, whole);
    await using parts = await compileTraining(device, { ...options, batchesPerStep: 2 });
    for (let step = 0; step < 4; step++) {
      const halves = [batch(step), batch(step + 7)] as const;
      const [ours] = await parts.step(...halves);
      const [theirs] = await one.step(twice(...halves));
      assertClose([ours!.loss], [theirs!.loss], tolerance.kernel, "loss");
      assertClose([ours!.gradientNorm], [theirs!.gradientNorm], tolerance.gradient, "norm");
    }
    assert.equal(parts.stepsDone, 4);
    const [ours, theirs] = [await parts.averaged(), await one.averaged()];
    for (const name of Object.keys(shapes))
      assertClose(ours[name]!.data, theirs[name]!.data, tolerance.lossCurve, name);
    await assert.rejects(parts.step(batch(0)), hasCode("batch-count"));
    const both = { ...options, batchesPerStep: 2, stepsPerCall: 2 };
    await assert.rejects(compileTraining(device, both), hasCode("training-options"));
  });

  test("steps follow the schedule: warm-up, cosine, floor", async () => {
    await using device = await openDevice("cpu");
    const schedule = { kind: "cosine", peak: 1, warmupSteps: 2, totalSteps: 6, floor: 0.5 } as const;
    await using trainer = await compileTraining(device, {
      ...linear(),
      optimizer: { kind: "adam", schedule },
    });
    const results = await trainer.step(...Array.from({ length: 7 }, () => ({ x: float32([1], [1]) })));
    const rates = results.map((result) => Number(result.learningRate.toFixed(4)));
    assert.deepEqual(rates, [0.5, 1, 0.9268, 0.75, 0.5732, 0.5, 0.5]);
  });

  test("one step of Adam is the published formula", async () => {
    await using device = await openDevice("cpu");
    const optimizer = {
      kind: "adam",
      schedule: { kind: "constant", peak: 0.1 },
      weightDecay: 0.5,
      decayed: () => true,
    } as const;
    await using trainer = await compileTraining(device, { ...linear(), optimizer });
    const [result] = await trainer.step({ x: float32([1], [3]) });
    const gradient = 3 + 0.5 * 2;
    const moments = [gradient, gradient ** 2];
    const expected = 2 - (0.1 * moments[0]!) / (Math.sqrt(moments[1]!) + 1e-8);
    assertClose((await trainer.parameters())["w"]!.data, [expected], 1e-6, "parameter");
    assert.deepEqual([result!.loss, result!.gradientNorm], [6, 3]);
  });

  test("a loss that is not finite stops with the step and the largest norm, and keeps the state before", async () => {
    await using device = await openDevice("cpu");
    await using trainer = await compileTraining(device, { ...linear(), name: "diverging" });
    await trainer.step({ x: float32([1], [3]) });
    const before = bytesOf(await trainer.parameters());
    await assert.rejects(trainer.step({ x: float32([1], [Number.NaN]) }), (error) => {
      assert.ok(error instanceof BenchError);
      assert.equal(error.code, "loss-not-finite");
      assert.equal(error.where, "step 2 of diverging");
      assert.match(error.received!, /loss NaN, gradient norm NaN, largest gradient norm before 3/);
      return true;
    });
    assert.equal(bytesOf(await trainer.parameters()), before);
    assert.equal(trainer.stepsDone, 1);
  });

  test("a loss of several numbers, a wrong batch count and a foreign state are refused", async () => {
    await using device = await openDevice("cpu");
    const vector: TrainingOptions = { ...linear(), loss: ({ w }, { x }) => tf.mul(w!, x!) };
    await assert.rejects(compileTraining(device, vector), hasCode("loss-not-scalar"));
    await using trainer = await compileTraining(device, { ...linear(), stepsPerCall: 2 });
    await assert.rejects(trainer.step({ x: float32([1], [1]) }), hasCode("batch-count"));
    await assert.rejects(trainer.load({ step: 0, tensors: {} }), hasCode("state-mismatch"));
    await assert.rejects(trainer.averaged(), hasCode("no-averaging"));
    const wide = { x: float32([2], [1, 1]) };
    await assert.rejects(trainer.step(wide, wide), hasCode("feed-mismatch"));
  });
});

/** The fields of two batches as one's. */
function twice<Value>(first: Readonly<Record<string, Value>>, second = first): Record<string, Value> {
  const entries = [first, second].flatMap((one, half) =>
    Object.entries(one).map(([name, value]): [string, Value] => [`${name} ${half}`, value]),
  );
  return Object.fromEntries(entries);
}

function bothHalves(
  weights: Readonly<Record<string, Tensor>>,
  both: Readonly<Record<string, Tensor>>,
): Tensor {
  const halfOf = (half: number) => loss(weights, { ids: both[`ids ${half}`]!, next: both[`next ${half}`]! });
  return tf.add(halfOf(0), halfOf(1));
}

/** loss = w · x with w = 2. */
function linear(): TrainingOptions {
  return {
    parameters: { w: float32([1], [2]) },
    loss: ({ w }, { x }) => tf.sum(tf.mul(w!, x!)),
    batch: { x: { shape: [1], dtype: "float32" } },
    optimizer: { kind: "adam", schedule: { kind: "constant", peak: 0.1 } },
  };
}

function hasCode(code: string): (error: unknown) => boolean {
  return (error) => error instanceof BenchError && error.code === code;
}
