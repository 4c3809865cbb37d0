import { compileTraining, type Device, type HostTensor } from "../../harness/engine/index.ts";
import {
  initialiseTransformer,
  type Parameters,
  type TransformerConfig,
  transformerLoss,
} from "../../harness/models/index.ts";
import type { RandomStream } from "../../harness/random/index.ts";
import type { TrainingSetting } from "./settings.ts";

/** Sequences to learn from, with a weight each. */
export interface Examples {
  readonly count: number;
  /** int32 `[count, sourceLength]`. */
  readonly sources: Int32Array;
  /** int32 `[count, targetLength]`. */
  readonly targets: Int32Array;
  /** How often an example is met relative to the others; absent: all equally. */
  readonly weights?: Float64Array;
}

export interface Trained {
  readonly parameters: Parameters;
  readonly steps: number;
  /** Mean loss per symbol (nats) over the last tenth of the steps. */
  readonly loss: number;
}

/** Trains a model from scratch for a fixed number of steps; `random` decides its start and the order of examples. */
export async function trainModel(
  device: Device,
  config: TransformerConfig,
  setting: TrainingSetting,
  examples: Examples,
  random: RandomStream,
): Promise<Trained> {
  const { steps, batch, learningRate, beta2, warmupSteps, clipNorm, averaging } = setting;
  await using trainer = await compileTraining(device, {
    parameters: initialiseTransformer(config, random.split("start")),
    loss: transformerLoss(config),
    batch: {
      source: { shape: [batch, config.sourceLength], dtype: "int32" },
      target: { shape: [batch, config.targetLength], dtype: "int32" },
    },
    optimizer: {
      kind: "adam",
      beta2,
      schedule: { kind: "cosine", peak: learningRate, warmupSteps, totalSteps: steps },
    },
    clipNorm,
    averaging: { decay: averaging },
  });
  const order = exampleOrder(examples, random.split("order"));
  let lossSum = 0;
  let lossCount = 0;
  for (let step = 0; step < steps; step++) {
    const [result] = await trainer.step(nextBatch(config, examples, batch, order));
    if (step < steps * 0.9) continue;
    lossSum += result!.loss;
    lossCount++;
  }
  return { parameters: await trainer.averaged(), steps, loss: lossSum / lossCount };
}

function nextBatch(
  { sourceLength, targetLength }: TransformerConfig,
  { sources, targets }: Examples,
  batch: number,
  order: Iterator<number, never>,
): { source: HostTensor; target: HostTensor } {
  const source = new Int32Array(batch * sourceLength);
  const target = new Int32Array(batch * targetLength);
  for (let row = 0; row < batch; row++) {
    const index = order.next().value;
    source.set(sources.subarray(index * sourceLength, (index + 1) * sourceLength), row * sourceLength);
    target.set(targets.subarray(index * targetLength, (index + 1) * targetLength), row * targetLength);
  }
  return {
    source: { dtype: "int32", shape: [batch, sourceLength], data: source },
    target: { dtype: "int32", shape: [batch, targetLength], data: target },
  };
}

/**
 * Examples without end: pass after pass in random order. With weights a pass has as many places as there are examples, and an
 * example gets its share of them, rounded up or down by chance (systematic resampling); with equal weights, one each.
 */
export function* exampleOrder({ count, weights }: Examples, random: RandomStream): Generator<number, never> {
  while (true) yield* random.shuffle(weights === undefined ? everyIndex(count) : resampled(weights, random));
}

function everyIndex(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, index) => index);
}

function resampled(weights: Float64Array, random: RandomStream): Uint32Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const places = new Uint32Array(weights.length);
  const offset = random.uniform();
  let passed = 0;
  let place = 0;
  for (let index = 0; index < weights.length; index++) {
    passed += weights[index]!;
    const end = (passed / total) * weights.length;
    while (place < weights.length && place + offset < end) places[place++] = index;
  }
  while (place < weights.length) places[place++] = weights.length - 1;
  return places;
}

/** All examples of all lists; a list without weights counts 1 each. */
export function concatenated(lists: readonly Examples[]): Examples {
  const only = lists[0];
  if (lists.length === 1 && only !== undefined) return only;
  const count = lists.reduce((sum, list) => sum + list.count, 0);
  return {
    count,
    sources: joined(lists.map(({ sources }) => sources)),
    targets: joined(lists.map(({ targets }) => targets)),
    weights: Float64Array.from(
      lists.flatMap((list) => [...(list.weights ?? new Float64Array(list.count).fill(1))]),
    ),
  };
}

function joined(parts: readonly Int32Array[]): Int32Array {
  const whole = new Int32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
