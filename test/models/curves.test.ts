import assert from "node:assert/strict";
import { test } from "node:test";
import {
  compileTraining,
  type Device,
  type HostTensor,
  int32,
  openDevice,
} from "../../harness/engine/index.ts";
import { type TransformerConfig, transformerLoss } from "../../harness/models/index.ts";
import { randomStream } from "../../harness/random/index.ts";
import { signatureOf } from "./compute.ts";
import { TINY, tinyParameters, VARIANTS } from "./tiny.ts";

const STEPS = 50;
const ROWS = 8;
const compiled = await openDevice("cpu");
const eager = await openDevice("tfjs:cpu");

const CONFIGS: Readonly<Record<string, TransformerConfig>> = {
  ...VARIANTS,
  "encoder-decoder, 16 wide": {
    ...TINY,
    width: 16,
    heads: 4,
    feedForward: 32,
    vocabulary: 40,
    decoderLayers: 2,
  },
};

for (const [name, config] of Object.entries(CONFIGS)) {
  test(`${name}: compiled and eager losses of ${STEPS} steps agree, and fall`, async () => {
    const [one, other] = [await lossCurve(compiled, config), await lossCurve(eager, config)];
    for (const [step, loss] of one.entries()) {
      assert.ok(
        Math.abs(loss - other[step]!) <= 1e-4 * Math.abs(other[step]!),
        `step ${step}: ${loss}, not ${other[step]}`,
      );
    }
    assert.ok(mean(one.slice(-10)) < 0.98 * mean(one.slice(0, 10)), `${one[0]} to ${one.at(-1)}`);
  });
}

test("the same seed gives the same losses, to the bit", async () => {
  assert.deepEqual(await lossCurve(compiled, TINY), await lossCurve(compiled, TINY));
});

/** Losses while the model learns to copy the end of its source. */
async function lossCurve(device: Device, config: TransformerConfig): Promise<number[]> {
  const batches = Array.from({ length: STEPS }, (_, step) => copyBatch(config, step));
  await using trainer = await compileTraining(device, {
    parameters: tinyParameters(config),
    loss: transformerLoss(config),
    batch: signatureOf(batches[0]!),
    optimizer: {
      kind: "adamw",
      schedule: { kind: "cosine", peak: 2e-3, warmupSteps: 5, totalSteps: STEPS },
      weightDecay: 0.01,
    },
    clipNorm: 1,
  });
  const losses: number[] = [];
  for (const batch of batches) losses.push((await trainer.step(batch))[0]!.loss);
  return losses;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function copyBatch(config: TransformerConfig, step: number): Record<string, HostTensor> {
  const stream = randomStream("curve", step);
  const { sourceLength, targetLength, allowed, vocabulary } = config;
  const symbol = (position: number) => {
    const symbols = allowed?.[position];
    return symbols === undefined
      ? 3 + stream.integer(vocabulary - 3)
      : symbols[stream.integer(symbols.length)]!;
  };
  const target = Array.from({ length: ROWS }, () =>
    Array.from({ length: targetLength }, (_, position) => symbol(position)),
  );
  if (sourceLength === 0)
    return {
      target: int32(
        [ROWS, targetLength],
        target.flatMap((row) => row.fill(row[0]!)),
      ),
    };
  const source = target.flatMap((row) => [...row, ...new Array(sourceLength - targetLength).fill(3)]);
  return { source: int32([ROWS, sourceLength], source), target: int32([ROWS, targetLength], target.flat()) };
}
