import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { float32, type HostTensor, int32, type Tensor, tf } from "../../harness/engine/index.ts";
import { linearCrossEntropy } from "../../harness/models/cross-entropy.ts";
import {
  checkTransformerConfig,
  initialiseTransformer,
  linearLoss,
  type TransformerConfig,
  targetLogits,
  targetNll,
  transformerLoss,
} from "../../harness/models/index.ts";
import { randomStream } from "../../harness/random/index.ts";
import { openDevice } from "./eager-device.ts";
import { allTargets, TINY, tinyParameters, tinySources, VARIANTS } from "./tiny.ts";

await openDevice("cpu");

describe("cross-entropy over a linear map", () => {
  const stream = randomStream("cross-entropy");
  const states = tf.tensor2d(
    Float32Array.from({ length: 12 }, () => stream.normal()),
    [4, 3],
  );
  const rows = tf.tensor2d(
    Float32Array.from({ length: 15 }, () => stream.normal()),
    [5, 3],
  );
  const targets = tf.tensor1d([4, 0, 4, 2], "int32");
  const weights = tf.tensor1d([0.5, 1, 2, 0]);
  const plain = (h: Tensor, e: Tensor) =>
    tf.sum(
      tf.mul(
        weights,
        tf.neg(tf.sum(tf.mul(tf.oneHot(targets, 5), tf.logSoftmax(tf.matMul(h, e, false, true))), 1)),
      ),
    );
  const ours = (h: Tensor, e: Tensor) => tf.sum(tf.mul(weights, linearCrossEntropy(h, e, targets)));

  test("has the value and the gradients of softmax, one-hot and logarithm", () => {
    const a = tf.valueAndGrads(plain as never)([states, rows]);
    const b = tf.valueAndGrads(ours as never)([states, rows]);
    assertClose(b.value.dataSync(), a.value.dataSync(), 1e-6);
    for (const place of [0, 1]) assertClose(b.grads[place]!.dataSync(), a.grads[place]!.dataSync(), 1e-6);
  });

  test("is finite where the target's probability underflows", () => {
    const sharp = tf.tensor2d([200, 0, 0], [1, 3]);
    const nll = linearCrossEntropy(
      sharp,
      tf.tensor2d([1, 0, 0, -1, 0, 0], [2, 3]),
      tf.tensor1d([1], "int32"),
    );
    assertClose(nll.dataSync(), [400], 1e-4);
  });
});

describe("a transformer's loss", () => {
  for (const [name, config] of Object.entries(VARIANTS)) {
    test(`${name}: every target's probability, summed over all targets, is 1`, () => {
      const targets = allTargets(config);
      const nll = nllOf(config, targets);
      const { end } = config.symbols;
      const sum = targets.reduce((total, target, row) => {
        const stop = end === undefined || !target.includes(end) ? target.length : target.indexOf(end) + 1;
        return (
          total +
          Math.exp(-nll.slice(row * target.length, row * target.length + stop).reduce((a, b) => a + b, 0))
        );
      }, 0);
      assert.ok(Math.abs(sum - 1) < 1e-5, `${sum}`);
    });

    test(`${name}: gradients agree with central differences`, () => assertGradients(config));
  }

  test("is the weighted mean over symbols that are not padding", () => {
    const config = VARIANTS["encoder-decoder with end and pad"]!;
    const targets = [
      [3, 1, 2],
      [4, 5, 6],
      [1, 2, 2],
    ];
    const nll = nllOf(config, targets);
    const shares = [0.5, 0.5, 0, 2, 2, 2, 1, 0, 0];
    const expected =
      nll.reduce((sum, value, place) => sum + value * shares[place]!, 0) / shares.reduce((a, b) => a + b, 0);
    const batch = { ...batchOf(config, targets), weights: tf.tensor1d([0.5, 2, 1]) };
    assertClose(
      transformerLoss(config)(weightsOf(tinyParameters(config)), batch).dataSync(),
      [expected],
      1e-6,
    );
  });

  test("a constrained position's probabilities are those of its symbols alone", () => {
    const config = VARIANTS["encoder-decoder, constrained positions"]!;
    const target = [[4, 2, 3]];
    const weights = weightsOf(tinyParameters(config));
    const logits = targetLogits(config, weights, batchOf(config, target)).dataSync();
    const expected = target[0]!.map((symbol, position) => {
      const row = [...logits.subarray(position * config.vocabulary, (position + 1) * config.vocabulary)];
      const sum = config.allowed![position]!.reduce((total, other) => total + Math.exp(row[other]!), 0);
      return Math.log(sum) - row[symbol]!;
    });
    assertClose(nllOf(config, target), expected, 1e-5);
  });

  test("a copied symbol needs no share of the vocabulary", () => {
    const config = VARIANTS["encoder-decoder with a copy head"]!;
    const parameters = { ...tinyParameters(config), "copy.bias": float32([1], [-60]) };
    const source: HostTensor = int32([1, 5], [5, 5, 5, 5, 5]);
    const batch = {
      source: tf.tensor(source.data as Int32Array, [1, 5], "int32"),
      target: tf.tensor2d([5, 5, 5], [1, 3], "int32"),
    };
    assertClose(targetNll(config, weightsOf(parameters), batch).dataSync(), [0, 0, 0], 1e-4);
  });
});

test("a linear classifier's first loss is log(classes), weighted or not", () => {
  const weights = { weight: tf.zeros([3, 2]), bias: tf.zeros([3, 1]) };
  const batch = { input: tf.tensor2d([1, 2, 3, 4], [2, 2]), label: tf.tensor1d([0, 2], "int32") };
  assertClose(linearLoss(weights, batch).dataSync(), [Math.log(3)], 1e-6);
  assertClose(
    linearLoss(weights, { ...batch, weights: tf.tensor1d([1, 5]) }).dataSync(),
    [Math.log(3)],
    1e-6,
  );
});

test("parameters depend on the seed and their own name only", () => {
  const one = initialiseTransformer(TINY, randomStream("init", 1));
  assert.deepEqual(initialiseTransformer(TINY, randomStream("init", 1)), one);
  assert.notDeepEqual(initialiseTransformer(TINY, randomStream("init", 2)), one);
  const deeper = initialiseTransformer({ ...TINY, encoderLayers: 3 }, randomStream("init", 1));
  assert.deepEqual(deeper["encoder.1.self.qkv"], one["encoder.1.self.qkv"]);
});

test("a configuration that cannot be is refused by the field that is wrong", () => {
  const wrong: [Partial<TransformerConfig>, string][] = [
    [{ heads: 3 }, "heads"],
    [{ width: 6, positions: "rotary" }, "width"],
    [{ kind: "decoder-only" }, "encoderLayers"],
    [{ symbols: { start: 7 } }, "symbols.start"],
    [{ allowed: [[1], [2]] }, "allowed"],
    [{ allowed: [[1], [2], [9]] }, "allowed[2]"],
    [{ allowed: [[1, 1], [2], [3]] }, "allowed[0]"],
    [{ allowed: [[1], [2], [3]], copy: true }, "copy"],
    [{ symbols: { start: 0, end: 1 }, allowed: [[1], [2], [1]] }, "allowed[1]"],
  ];
  for (const [change, where] of wrong) {
    assert.throws(() => checkTransformerConfig({ ...TINY, ...change }), { code: "model-config", where });
  }
});

/** Directional derivatives in three random directions, at a step where float32 keeps three digits. */
function assertGradients(config: TransformerConfig): void {
  const parameters = tinyParameters(config);
  const batch = batchOf(config, allTargets(config).slice(0, 4));
  const names = Object.keys(parameters);
  const loss = transformerLoss(config);
  const value = (...tensors: Tensor[]) =>
    loss(Object.fromEntries(names.map((name, place) => [name, tensors[place]!])), batch);
  const start = Object.values(weightsOf(parameters));
  const { grads } = tf.valueAndGrads(value as never)(start);
  const stream = randomStream("directions");
  for (let trial = 0; trial < 3; trial++) {
    const direction = start.map(({ shape, size }) =>
      tf.tensor(
        Float32Array.from({ length: size }, () => stream.normal()),
        shape,
      ),
    );
    const moved = (step: number) =>
      value(...start.map((tensor, place) => tf.add(tensor, tf.mul(direction[place]!, step)))).dataSync()[0]!;
    const measured = (moved(1e-3) - moved(-1e-3)) / 2e-3;
    const exact = grads.reduce(
      (sum, grad, place) => sum + tf.sum(tf.mul(grad, direction[place]!)).dataSync()[0]!,
      0,
    );
    assert.ok(Math.abs(measured - exact) < 2e-2 * Math.max(1, Math.abs(exact)), `${measured}, not ${exact}`);
  }
}

function nllOf(config: TransformerConfig, targets: number[][]): number[] {
  return [...targetNll(config, weightsOf(tinyParameters(config)), batchOf(config, targets)).dataSync()];
}

/** The first tiny source with every target. */
function batchOf(config: TransformerConfig, targets: number[][]): Record<string, Tensor> {
  const row = [...tinySources(config, 1).data];
  const target = tf.tensor2d(targets, [targets.length, config.targetLength], "int32");
  if (config.sourceLength === 0) return { target };
  return {
    target,
    source: tf.tensor2d(
      targets.map(() => row),
      [targets.length, config.sourceLength],
      "int32",
    ),
  };
}

function weightsOf(parameters: Readonly<Record<string, HostTensor>>): Record<string, Tensor> {
  const entries = Object.entries(parameters);
  return Object.fromEntries(
    entries.map(([name, { data, shape }]) => [name, tf.tensor(data as Float32Array, [...shape])]),
  );
}

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (let place = 0; place < actual.length; place++) {
    const gap = Math.abs(actual[place]! - expected[place]!);
    assert.ok(
      gap <= tolerance * Math.max(1, Math.abs(expected[place]!)),
      `${place}: ${actual[place]}, not ${expected[place]}`,
    );
  }
}
