/** Small models for tests: real shapes, few numbers. */
import type { Device, HostTensor, Signature } from "../../harness/engine/index.ts";
import {
  initialiseTransformer,
  type Parameters,
  type TransformerConfig,
  targetNll,
  transformerParameterSpecs,
} from "../../harness/models/index.ts";
import { randomStream } from "../../harness/random/index.ts";

export const TINY: TransformerConfig = {
  kind: "encoder-decoder",
  vocabulary: 7,
  width: 8,
  heads: 2,
  feedForward: 16,
  encoderLayers: 2,
  decoderLayers: 1,
  activation: "relu",
  positions: "learned",
  sourceLength: 5,
  targetLength: 3,
  tiedOutput: true,
  symbols: { start: 0 },
};

/** The shapes every decoding test runs on: both kinds, both positions, padding, constrained positions, a copy head. */
export const VARIANTS: Readonly<Record<string, TransformerConfig>> = {
  "encoder-decoder": TINY,
  "encoder-decoder, two layers, rotary, GELU, untied": {
    ...TINY,
    decoderLayers: 2,
    positions: "rotary",
    activation: "gelu",
    tiedOutput: false,
  },
  "encoder-decoder with end and pad": { ...TINY, symbols: { start: 0, end: 1, pad: 2 } },
  "encoder-decoder, constrained positions": {
    ...TINY,
    allowed: [
      [3, 4],
      [6, 1, 2, 5],
      [3, 4],
    ],
  },
  "encoder-decoder, constrained positions with end": {
    ...TINY,
    symbols: { start: 0, end: 1, pad: 2 },
    allowed: [
      [3, 4, 1],
      [6, 1, 5],
      [1, 4],
    ],
  },
  "encoder-decoder with a copy head": { ...TINY, copy: true, symbols: { start: 0, end: 1, pad: 2 } },
  "decoder-only": { ...TINY, kind: "decoder-only", encoderLayers: 0, decoderLayers: 2 },
  "decoder-only, rotary, padded prompts": {
    ...TINY,
    kind: "decoder-only",
    encoderLayers: 0,
    positions: "rotary",
    symbols: { start: 0, end: 1, pad: 2 },
  },
  "decoder-only, grouped queries, RMS norm, SwiGLU, stretched rotary positions": {
    ...TINY,
    kind: "decoder-only",
    encoderLayers: 0,
    decoderLayers: 2,
    heads: 4,
    keyValueHeads: 2,
    activation: "swiglu",
    norm: "rms",
    attentionBias: true,
    scaledEmbedding: false,
    positions: "rotary",
    rotary: { base: 100, scaling: { kind: "linear", factor: 2 } },
    symbols: { start: 0, end: 1, pad: 2 },
  },
  "decoder-only without a prompt, grouped queries": {
    ...TINY,
    kind: "decoder-only",
    encoderLayers: 0,
    heads: 4,
    keyValueHeads: 1,
    sourceLength: 0,
  },
  "decoder-only without a prompt": { ...TINY, kind: "decoder-only", encoderLayers: 0, sourceLength: 0 },
};

/** Parameters with some spread: norms and biases moved off their starts, so that nothing is tested at a symmetric point. */
export function tinyParameters(config: TransformerConfig, seed = 1): Parameters {
  const stream = randomStream("test-models", seed);
  const parameters = initialiseTransformer(config, stream.split("parameters"));
  const noise = stream.split("noise");
  return Object.fromEntries(
    Object.entries(parameters).map(([name, tensor]) => {
      const data = Float32Array.from(tensor.data, (value) => value * 1.5 + 0.2 * noise.normal());
      return [name, { ...tensor, data }];
    }),
  );
}

/** int32 `[rows, sourceLength]`; with a pad symbol, sources of several lengths. */
export function tinySources(config: TransformerConfig, rows: number, seed = 1): HostTensor {
  const stream = randomStream("test-sources", seed);
  const { pad } = config.symbols;
  const data = Int32Array.from({ length: rows * config.sourceLength }, (_, place) => {
    const row = Math.floor(place / config.sourceLength);
    const isPad = pad !== undefined && place % config.sourceLength > 1 + (row % config.sourceLength);
    return isPad ? pad : 3 + stream.integer(config.vocabulary - 3);
  });
  return { dtype: "int32", shape: [rows, config.sourceLength], data };
}

/** Every target a model can write: all combinations of allowed symbols, cut after the end symbol. */
export function allTargets(config: TransformerConfig): number[][] {
  const { end, pad } = config.symbols;
  const everything = Array.from({ length: config.vocabulary }, (_, symbol) => symbol);
  let targets: number[][] = [[]];
  for (let position = 0; position < config.targetLength; position++) {
    const symbols = config.allowed?.[position] ?? everything;
    targets = targets.flatMap((target) =>
      end !== undefined && target.includes(end)
        ? [[...target, pad ?? end]]
        : symbols.map((symbol) => [...target, symbol]),
    );
  }
  return targets;
}

/** Log-probability of the first `positions` symbols of each target by a full forward pass, padding after the end left out; `targets` pairs with `sources` rows. */
export async function fullLogProbabilities(
  device: Device,
  config: TransformerConfig,
  parameters: Parameters,
  sources: HostTensor,
  targets: readonly (readonly number[])[],
  positions = config.targetLength,
): Promise<number[]> {
  const rows = targets.length;
  const signature: Signature = {
    ...Object.fromEntries(
      transformerParameterSpecs(config).map(({ name, shape }) => [name, { shape, dtype: "float32" }]),
    ),
    ...(config.sourceLength === 0 ? {} : { source: { shape: [rows, config.sourceLength], dtype: "int32" } }),
    target: { shape: [rows, config.targetLength], dtype: "int32" },
  };
  await using program = await device.compile(
    (inputs) => ({ nll: targetNll(config, inputs, inputs) }),
    signature,
  );
  const target: HostTensor = {
    dtype: "int32",
    shape: [rows, config.targetLength],
    data: Int32Array.from(targets.flat()),
  };
  const feeds = { ...parameters, ...(config.sourceLength === 0 ? {} : { source: sources }), target };
  const { host } = await program.run(feeds);
  const nll = host["nll"]!.data;
  return targets.map((symbols, row) => {
    const end = config.symbols.end === undefined ? -1 : symbols.indexOf(config.symbols.end);
    const length = end < 0 ? positions : Math.min(positions, end + 1);
    let sum = 0;
    for (let position = 0; position < length; position++) sum -= nll[row * config.targetLength + position]!;
    return sum;
  });
}
