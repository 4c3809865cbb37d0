import { type HostTensor, int32, sizeOf } from "../engine/index.ts";
import {
  initialiseTransformer,
  llamaFamily,
  type Parameters,
  type TransformerConfig,
  transformerParameterSpecs,
} from "../models/index.ts";
import { randomStream } from "../random/index.ts";

const BASE = {
  kind: "encoder-decoder",
  vocabulary: 1016,
  heads: 4,
  encoderLayers: 2,
  decoderLayers: 1,
  activation: "relu",
  positions: "learned",
  tiedOutput: true,
  symbols: { start: 0 },
} as const;

/** 128 wide, source 18, target 9: a board's larger model. */
export const ENCODER_DECODER: TransformerConfig = {
  ...BASE,
  width: 128,
  feedForward: 512,
  sourceLength: 18,
  targetLength: 9,
};

/** 32 wide, source 9, target 6: what small boards are made of. */
export const SMALL: TransformerConfig = {
  ...BASE,
  width: 32,
  feedForward: 128,
  sourceLength: 9,
  targetLength: 6,
};

/** 256 wide, 4 layers, 128 tokens. */
export const DECODER_ONLY: TransformerConfig = {
  ...BASE,
  kind: "decoder-only",
  vocabulary: 4096,
  width: 256,
  feedForward: 1024,
  encoderLayers: 0,
  decoderLayers: 4,
  sourceLength: 0,
  targetLength: 128,
};

/** Of the Llama family: 12 layers, 192 wide, three queries to a head of keys; prompt 96, continuation 32. */
export const LLAMA: TransformerConfig = {
  ...BASE,
  ...llamaFamily,
  width: 192,
  heads: 6,
  keyValueHeads: 2,
  feedForward: 512,
  decoderLayers: 12,
  sourceLength: 96,
  targetLength: 32,
};

/** SmolLM2-135M's shape, with a prompt of 512 symbols and a continuation of 64: tier `gpu` of `news@lm`. */
export const SMOLLM2: TransformerConfig = {
  ...BASE,
  ...llamaFamily,
  vocabulary: 49_152,
  width: 576,
  heads: 9,
  keyValueHeads: 3,
  feedForward: 1536,
  decoderLayers: 30,
  sourceLength: 512,
  targetLength: 64,
};

/** Of tier `paper` of eigenvalues: 6 + 1 layers, 512 wide; a matrix of 5 × 5 is 77 symbols there. */
export const PAPER_EIGENVALUES: TransformerConfig = {
  ...BASE,
  width: 512,
  heads: 8,
  feedForward: 2048,
  encoderLayers: 6,
  vocabulary: 1021,
  sourceLength: 77,
  targetLength: 17,
};

/** Of tier `paper` of news: 4 + 4 layers, 512 wide. */
export const PAPER_NEWS: TransformerConfig = {
  ...BASE,
  width: 512,
  heads: 8,
  feedForward: 2048,
  encoderLayers: 4,
  decoderLayers: 4,
  vocabulary: 32_000,
  sourceLength: 512,
  targetLength: 48,
};

const drawn = new WeakMap<TransformerConfig, Parameters>();

/** Fresh parameters, the same in every run; drawn once a process, which takes a large model's tens of seconds. */
export function benchParameters(config: TransformerConfig): Parameters {
  const parameters = drawn.get(config) ?? initialiseTransformer(config, randomStream("bench", "parameters"));
  drawn.set(config, parameters);
  return parameters;
}

/** Random sources and targets of a model, `rows` of each. */
export function benchInputs(config: TransformerConfig, rows: number): Record<string, HostTensor> {
  const target = symbols(config, "target", rows, config.targetLength);
  if (config.sourceLength === 0) return { target };
  return { source: symbols(config, "source", rows, config.sourceLength), target };
}

/** Symbols that a training step reads and predicts, per batch row. */
export function trainingSymbols({ sourceLength, targetLength }: TransformerConfig): number {
  return sourceLength + targetLength;
}

/** Multiplications and additions of one training step's matrix products, forward and backward, per batch row. */
export function trainingFlop(config: TransformerConfig): number {
  const { width, feedForward, sourceLength, targetLength, vocabulary } = config;
  const layer = (length: number) =>
    length * (4 * width * width + 2 * width * feedForward) + 2 * length * length * width;
  const own = config.kind === "decoder-only" ? sourceLength + targetLength : targetLength;
  const cross =
    config.kind === "decoder-only"
      ? 0
      : 2 * (targetLength + sourceLength) * width * width + 2 * targetLength * sourceLength * width;
  const products =
    config.encoderLayers * layer(sourceLength) +
    config.decoderLayers * (layer(own) + cross) +
    targetLength * width * vocabulary;
  return 3 * 2 * products;
}

/** Bytes of parameters, optimizer moments and the values that the backward pass reads: what a step cannot do without. */
export function trainingBytes(config: TransformerConfig, rows: number): number {
  const { width, feedForward, heads, sourceLength, targetLength, vocabulary } = config;
  const parameters = transformerParameterSpecs(config).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const layer = (length: number) => length * (8 * width + 2 * feedForward + heads * length);
  const cross = targetLength * (4 * width + heads * sourceLength) + sourceLength * 2 * width;
  const isPair = config.kind === "encoder-decoder";
  const values =
    config.encoderLayers * layer(sourceLength) +
    config.decoderLayers *
      (layer(isPair ? targetLength : sourceLength + targetLength) + (isPair ? cross : 0)) +
    targetLength * vocabulary;
  return 4 * (3 * parameters + rows * values);
}

function symbols(config: TransformerConfig, name: string, rows: number, length: number): HostTensor {
  const stream = randomStream("bench", name);
  return int32(
    [rows, length],
    Array.from({ length: rows * length }, () => 1 + stream.integer(config.vocabulary - 1)),
  );
}
