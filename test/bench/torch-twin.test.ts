import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { decodeBundle } from "../../harness/artifacts/index.ts";
import { findTorch, kernelsFor, startTorchTwin } from "../../harness/bench/torch-twin.ts";
import { compileTraining, type HostTensor, int32, openDevice } from "../../harness/engine/index.ts";
import { openDecoder, type TransformerConfig, transformerLoss } from "../../harness/models/index.ts";
import { randomStream } from "../../harness/random/index.ts";
import { compute, signatureOf } from "../models/compute.ts";
import { lossAndGradients } from "../models/gradients.ts";
import { targetLogits } from "../models/logits.ts";
import { TINY, tinyParameters, tinySources } from "../models/tiny.ts";

const TOLERANCE = 1e-4;
const ROWS = 6;
const STEPS = 20;
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
  "of the Llama family, grouped queries, padding": {
    ...TINY,
    kind: "decoder-only",
    heads: 4,
    keyValueHeads: 2,
    encoderLayers: 0,
    decoderLayers: 2,
    activation: "swiglu",
    positions: "rotary",
    rotary: { base: 500 },
    norm: "rms",
    normEpsilon: 1e-6,
    scaledEmbedding: false,
    symbols: { start: 0, pad: 2 },
  },
  "decoder-only without a prompt": { ...TINY, kind: "decoder-only", encoderLayers: 0, sourceLength: 0 },
};

test("OpenBLAS is told whose kernels to take where it does not know the processor, and only there", () => {
  assert.equal(kernelsFor("Prescott", ["avx2", "avx512f"]), "SkylakeX");
  assert.equal(kernelsFor("Prescott", ["avx2"]), "Haswell");
  assert.equal(kernelsFor("Prescott", ["sse4_2"]), undefined);
  assert.equal(kernelsFor("Zen", ["avx2"]), undefined);
  assert.equal(kernelsFor(undefined, ["avx512f"]), undefined);
});

const torch = await findTorch();
const skip = torch.state === "missing" ? `PyTorch is not here: ${torch.reason}` : false;
const device = await openDevice("cpu");

describe("the PyTorch twin agrees from the same weights", { skip }, async () => {
  if (torch.state === "missing") return;
  const twin = await startTorchTwin(torch, 1);
  after(() => twin[Symbol.asyncDispose]());

  for (const [name, config] of Object.entries(CONFIGS)) {
    const parameters = tinyParameters(config);
    const inputs = inputsOf(config, ROWS);

    test(`${name}: loss, logits and gradients`, async () => {
      await twin.open(config, parameters, inputs);
      const theirs = await readBack("forward");
      const ours = await compute(device, { ...parameters, ...inputs }, (tensors) => ({
        logits: targetLogits(config, tensors, tensors),
        ...lossAndGradients(config, tensors),
      }));
      for (const [output, values] of Object.entries(ours))
        assertRelative(values, theirs[output]!.data, output);
    });

    test(`${name}: 20 steps of Adam, gradients clipped`, async () => {
      const batches = inputsOf(config, STEPS * ROWS);
      const [lr, clip] = [1e-3, 0.5];
      await twin.open(config, parameters, batches, { lr, betas: [0.9, 0.999], eps: 1e-8, clip });
      await using trainer = await compileTraining(device, {
        parameters,
        loss: transformerLoss(config),
        batch: signatureOf(inputs),
        optimizer: { kind: "adam", schedule: { kind: "constant", peak: lr } },
        clipNorm: clip,
      });
      for (let step = 0; step < STEPS; step++) {
        const { loss } = await twin.ask("train", { first: step * ROWS, rows: ROWS });
        const [result] = await trainer.step(rowsOf(batches, step * ROWS, ROWS));
        assertRelative([result!.loss], [loss as number], `loss of step ${step}`);
      }
      const theirs = await readBack("save");
      for (const [parameter, { data }] of Object.entries(await trainer.parameters())) {
        assertRelative(data, theirs[parameter]!.data, parameter);
      }
    });
  }

  const llama = CONFIGS["of the Llama family, grouped queries, padding"]!;
  for (const [name, config, beams] of [
    ["encoder-decoder", TINY, 1],
    ["encoder-decoder", TINY, 5],
    ["decoder of the Llama family", llama, 1],
    ["decoder of the Llama family", llama, 3],
  ] as const) {
    test(`${name}: search with ${beams} beams`, async () => {
      const parameters = tinyParameters(config);
      const source = tinySources(config, ROWS);
      await twin.open(config, parameters, { source });
      const theirs =
        beams === 1 ? await readBack("greedy", { rows: 4 }) : await readBack("beam", { rows: 4, beams });
      await using decoder = await openDecoder(
        device,
        config,
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
    return decodeBundle(await readFile(out), out).arrays as Readonly<Record<string, HostTensor>>;
  }
});

function inputsOf(config: TransformerConfig, rows: number): Record<string, HostTensor> {
  const stream = randomStream("twin-targets");
  const data = Int32Array.from({ length: rows * config.targetLength }, () =>
    stream.integer(config.vocabulary),
  );
  return {
    target: { dtype: "int32", shape: [rows, config.targetLength], data },
    ...(config.sourceLength === 0 ? {} : { source: tinySources(config, rows) }),
  };
}

function rowsOf(
  inputs: Readonly<Record<string, HostTensor>>,
  first: number,
  rows: number,
): Record<string, HostTensor> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { data, shape }]) => {
      const width = shape[1]!;
      return [name, int32([rows, width], data.subarray(first * width, (first + rows) * width))];
    }),
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
