import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { findTorch, startTorchTwin } from "../../harness/bench/torch-twin.ts";
import { type HostTensor, type Tensor, tf } from "../../harness/engine/index.ts";
import {
  decodeSafetensors,
  openDecoder,
  type Parameters,
  type TransformerConfig,
  targetLogits,
  transformerLoss,
} from "../../harness/models/index.ts";
import { randomStream } from "../../harness/random/index.ts";
import { openDevice } from "../models/eager-device.ts";
import { TINY, tinyParameters, tinySources } from "../models/tiny.ts";

const TOLERANCE = 1e-4;
const ROWS = 6;
const CONFIGS: Readonly<Record<string, TransformerConfig>> = {
  "encoder-decoder": TINY,
  "encoder-decoder, two layers, rotary, GELU, untied, padding": {
    ...TINY,
    decoderLayers: 2,
    positions: "rotary",
    activation: "gelu",
    tiedOutput: false,
    symbols: { start: 0, pad: 2 },
  },
  "decoder-only with a prompt": {
    ...TINY,
    kind: "decoder-only",
    encoderLayers: 0,
    decoderLayers: 2,
    symbols: { start: 0, pad: 2 },
  },
  "decoder-only without a prompt": { ...TINY, kind: "decoder-only", encoderLayers: 0, sourceLength: 0 },
};

const torch = await findTorch();
const skip = torch.state === "missing" ? `PyTorch is not here: ${torch.reason}` : false;
const device = await openDevice("cpu");

describe("the PyTorch twin agrees from the same weights", { skip }, async () => {
  if (torch.state === "missing") return;
  const twin = await startTorchTwin(torch.python);
  after(() => twin[Symbol.asyncDispose]());

  for (const [name, config] of Object.entries(CONFIGS)) {
    const parameters = tinyParameters(config);
    const inputs = inputsOf(config);

    test(`${name}: loss, logits and gradients`, async () => {
      await twin.open(config, parameters, inputs);
      const theirs = await readBack("forward");
      const { loss, gradients, logits } = ours(config, parameters, inputs);
      assertRelative(loss, theirs["loss"]!.data, "loss");
      assertRelative(logits, theirs["logits"]!.data, "logits");
      for (const [parameter, gradient] of Object.entries(gradients)) {
        assertRelative(gradient, theirs[`gradient.${parameter}`]!.data, parameter);
      }
    });
  }

  for (const beams of [1, 5]) {
    test(`search with ${beams} beams`, async () => {
      const parameters = tinyParameters(TINY);
      const source = tinySources(TINY, ROWS);
      await twin.open(TINY, parameters, { source });
      const theirs =
        beams === 1 ? await readBack("greedy", { rows: 4 }) : await readBack("beam", { rows: 4, beams });
      await using decoder = await openDecoder(
        device,
        TINY,
        beams === 1 ? { kind: "greedy" } : { kind: "beam", beams },
      );
      const found = await decoder.decode(parameters, source);
      assert.deepEqual([...found.symbols], [...theirs["symbols"]!.data]);
      if (beams > 1) assertRelative(found.logProbabilities, theirs["scores"]!.data, "totals");
    });
  }

  async function readBack(operation: string, fields = {}): Promise<Readonly<Record<string, HostTensor>>> {
    const out = join(twin.folder, "out.safetensors");
    await twin.ask(operation, { ...fields, out });
    return decodeSafetensors(await readFile(out), out).tensors;
  }
});

function inputsOf(config: TransformerConfig): Record<string, HostTensor> {
  const stream = randomStream("twin-targets");
  const data = Int32Array.from({ length: ROWS * config.targetLength }, () =>
    stream.integer(config.vocabulary),
  );
  return {
    target: { dtype: "int32", shape: [ROWS, config.targetLength], data },
    ...(config.sourceLength === 0 ? {} : { source: tinySources(config, ROWS) }),
  };
}

function ours(
  config: TransformerConfig,
  parameters: Parameters,
  inputs: Readonly<Record<string, HostTensor>>,
) {
  const names = Object.keys(parameters);
  const [weights, batch] = [tensorsOf(parameters), tensorsOf(inputs)];
  const value = (...tensors: Tensor[]) =>
    transformerLoss(config)(Object.fromEntries(names.map((name, place) => [name, tensors[place]!])), batch);
  const { value: loss, grads } = tf.valueAndGrads(value as never)(Object.values(weights));
  const gradients = Object.fromEntries(names.map((name, place) => [name, grads[place]!.dataSync()]));
  return { loss: loss.dataSync(), gradients, logits: targetLogits(config, weights, batch).dataSync() };
}

function tensorsOf(tensors: Readonly<Record<string, HostTensor>>): Record<string, Tensor> {
  const entries = Object.entries(tensors);
  return Object.fromEntries(
    entries.map(([name, { data, shape, dtype }]) => [
      name,
      tf.tensor(data as Float32Array, [...shape], dtype),
    ]),
  );
}

/** Largest gap as a share of the largest expected value. */
function assertRelative(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  assert.equal(actual.length, expected.length, what);
  let [gap, scale] = [0, 0];
  for (let place = 0; place < actual.length; place++) {
    gap = Math.max(gap, Math.abs(actual[place]! - expected[place]!));
    scale = Math.max(scale, Math.abs(expected[place]!));
  }
  assert.ok(gap <= TOLERANCE * scale, `${what}: off by ${gap / scale} of its largest value`);
}
