import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { float32, type HostTensor, int32, openDevice, type Tensor, tf } from "../../harness/engine/index.ts";
import { linearCrossEntropy } from "../../harness/models/cross-entropy.ts";
import {
  checkParameters,
  initialiseTransformer,
  type TransformerConfig,
  targetNll,
  transformerLoss,
  transformerParameterSpecs,
} from "../../harness/models/index.ts";
import { randomStream } from "../../harness/random/index.ts";
import { compute, signatureOf } from "./compute.ts";
import { lossAndGradients } from "./gradients.ts";
import { targetLogits } from "./logits.ts";
import { allTargets, TINY, tinyParameters, tinySources, VARIANTS } from "./tiny.ts";

const compiled = await openDevice("cpu");
const eager = await openDevice("tfjs:cpu");

for (const device of [compiled, eager]) {
  describe(`cross-entropy over a linear map, ${device.info.name}`, () => {
    const stream = randomStream("cross-entropy");
    const normals = (size: number) => Array.from({ length: size }, () => stream.normal());
    const feeds = {
      states: float32([4, 3], normals(12)),
      rows: float32([5, 3], normals(15)),
      targets: int32([4], [4, 0, 4, 2]),
      weights: float32([4], [0.5, 1, 2, 0]),
    };

    test("has the value and the gradients of softmax, one-hot and logarithm", async () => {
      const found = await compute(device, feeds, ({ states, rows, targets, weights }) => {
        const plain = (h: Tensor, e: Tensor) => {
          const logProbabilities = tf.logSoftmax(tf.matMul(h, e, false, true));
          return tf.sum(
            tf.mul(weights!, tf.neg(tf.sum(tf.mul(tf.oneHot(targets as never, 5), logProbabilities), 1))),
          );
        };
        const ours = (h: Tensor, e: Tensor) => tf.sum(tf.mul(weights!, linearCrossEntropy(h, e, targets!)));
        const a = tf.valueAndGrads(plain as never)([states!, rows!]);
        const b = tf.valueAndGrads(ours as never)([states!, rows!]);
        return { a: a.value, b: b.value, a0: a.grads[0]!, b0: b.grads[0]!, a1: a.grads[1]!, b1: b.grads[1]! };
      });
      for (const part of ["", "0", "1"]) assertClose(found[`b${part}`]!, found[`a${part}`]!, 1e-6);
    });

    test("is finite where the target's probability underflows", async () => {
      const sharp = {
        h: float32([1, 3], [200, 0, 0]),
        e: float32([2, 3], [1, 0, 0, -1, 0, 0]),
        targets: int32([1], [1]),
      };
      const { nll } = await compute(device, sharp, ({ h, e, targets }) => ({
        nll: linearCrossEntropy(h!, e!, targets!),
      }));
      assertClose(nll!, [400], 1e-4);
    });
  });
}

describe("a transformer's loss", () => {
  for (const [name, config] of Object.entries(VARIANTS)) {
    test(`${name}: every target's probability, summed over all targets, is 1`, async () => {
      const targets = allTargets(config);
      const nll = await nllOf(config, targets);
      const { end } = config.symbols;
      const sum = targets.reduce((total, target, row) => {
        const stop = end === undefined || !target.includes(end) ? target.length : target.indexOf(end) + 1;
        const symbols = nll.slice(row * target.length, row * target.length + stop);
        return total + Math.exp(-symbols.reduce((a, b) => a + b, 0));
      }, 0);
      assert.ok(Math.abs(sum - 1) < 1e-5, `${sum}`);
    });

    test(`${name}: gradients agree with central differences`, () => assertGradients(config));

    test(`${name}: compiled and eager gradients agree`, async () => {
      const feeds = { ...tinyParameters(config), ...batchOf(config, allTargets(config).slice(0, 6)) };
      const program = (inputs: Readonly<Record<string, Tensor>>) => lossAndGradients(config, inputs);
      const [one, other] = [await compute(compiled, feeds, program), await compute(eager, feeds, program)];
      for (const [output, values] of Object.entries(one)) assertClose(values, other[output]!, 1e-5);
    });
  }

  test("is the weighted mean over symbols that are not padding", async () => {
    const config = VARIANTS["encoder-decoder with end and pad"]!;
    const targets = [
      [3, 1, 2],
      [4, 5, 6],
      [1, 2, 2],
    ];
    const nll = await nllOf(config, targets);
    const shares = [0.5, 0.5, 0, 2, 2, 2, 1, 0, 0];
    const sum = nll.reduce((total, value, place) => total + value * shares[place]!, 0);
    const feeds = {
      ...tinyParameters(config),
      ...batchOf(config, targets),
      weights: float32([3], [0.5, 2, 1]),
    };
    const { loss } = await compute(compiled, feeds, (inputs) => ({
      loss: transformerLoss(config)(inputs, inputs),
    }));
    assertClose(loss!, [sum / shares.reduce((a, b) => a + b, 0)], 1e-6);
  });

  test("a constrained position's probabilities are those of its symbols alone", async () => {
    const config = VARIANTS["encoder-decoder, constrained positions"]!;
    const target = [[4, 2, 3]];
    const feeds = { ...tinyParameters(config), ...batchOf(config, target) };
    const { logits } = await compute(compiled, feeds, (inputs) => ({
      logits: targetLogits(config, inputs, inputs),
    }));
    const expected = target[0]!.map((symbol, position) => {
      const row = [...logits!].slice(position * config.vocabulary, (position + 1) * config.vocabulary);
      const sum = config.allowed![position]!.reduce((total, other) => total + Math.exp(row[other]!), 0);
      return Math.log(sum) - row[symbol]!;
    });
    assertClose(await nllOf(config, target), expected, 1e-5);
  });

  test("a copied symbol needs no share of the vocabulary", async () => {
    const config = VARIANTS["encoder-decoder with a copy head"]!;
    const [source, target] = [int32([1, 5], [5, 5, 5, 5, 5]), int32([1, 3], [5, 5, 5])];
    const feeds = { ...tinyParameters(config), "copy.bias": float32([1], [-60]), source, target };
    const { nll } = await compute(compiled, feeds, (inputs) => ({ nll: targetNll(config, inputs, inputs) }));
    assertClose(nll!, [0, 0, 0], 1e-4);
  });
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
    assert.throws(() => transformerParameterSpecs({ ...TINY, ...change }), { code: "model-config", where });
  }
});

/** Directional derivatives in three random directions, at a step where float32 keeps three digits. */
async function assertGradients(config: TransformerConfig): Promise<void> {
  const parameters = tinyParameters(config);
  const names = Object.keys(parameters);
  const steps = { ...batchOf(config, allTargets(config).slice(0, 4)), ...parameters };
  await using program = await compiled.compile(
    (inputs) => lossAndGradients(config, inputs),
    signatureOf(steps),
  );
  const { host: at } = await program.run(steps);
  const stream = randomStream("directions");
  for (let trial = 0; trial < 3; trial++) {
    const direction = Object.fromEntries(
      names.map((name) => [name, Float32Array.from(parameters[name]!.data, () => stream.normal())]),
    );
    const moved = async (step: number) => {
      const shifted = names.map((name) => {
        const { data, shape } = parameters[name]!;
        return [
          name,
          float32(
            shape,
            data.map((value, place) => value + step * direction[name]![place]!),
          ),
        ] as const;
      });
      return (await program.run({ ...steps, ...Object.fromEntries(shifted) })).host["loss"]!.data[0]!;
    };
    const measured = ((await moved(1e-3)) - (await moved(-1e-3))) / 2e-3;
    const exact = names.reduce((sum, name) => sum + dot(at[`gradient.${name}`]!.data, direction[name]!), 0);
    assert.ok(Math.abs(measured - exact) < 2e-2 * Math.max(1, Math.abs(exact)), `${measured}, not ${exact}`);
  }
}

async function nllOf(config: TransformerConfig, targets: number[][]): Promise<number[]> {
  const feeds = { ...tinyParameters(config), ...batchOf(config, targets) };
  const { nll } = await compute(compiled, feeds, (inputs) => ({ nll: targetNll(config, inputs, inputs) }));
  return [...nll!];
}

/** The first tiny source with every target. */
function batchOf(config: TransformerConfig, targets: number[][]): Record<string, HostTensor> {
  const row = [...tinySources(config, 1).data];
  const target = int32([targets.length, config.targetLength], targets.flat());
  if (config.sourceLength === 0) return { target };
  return {
    target,
    source: int32(
      [targets.length, config.sourceLength],
      targets.flatMap(() => row),
    ),
  };
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, place) => sum + value * b[place]!, 0);
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

test("parameters are taken by the model they are of only, and what differs is named", () => {
  const parameters = tinyParameters(TINY);
  const checkAgainst = (change: Partial<TransformerConfig>) =>
    checkParameters(parameters, transformerParameterSpecs({ ...TINY, ...change }), "the file");
  checkAgainst({});
  assert.throws(() => checkAgainst({ feedForward: 32 }), {
    code: "parameter-mismatch",
    where: "the file: encoder.0.feedForward.up",
    expected: "float32[8,32]",
    received: "float32[8,16]",
  });
  assert.throws(() => checkAgainst({ encoderLayers: 1 }), { expected: "no such parameter" });
  assert.throws(() => checkAgainst({ encoderLayers: 3 }), { received: "nothing" });
});
