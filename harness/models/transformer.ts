import type { Tensor } from "../engine/index.ts";
import { boundary, tf } from "../engine/index.ts";
import {
  attend,
  causalMask,
  crossKeyValue,
  type KeyValue,
  mergeHeads,
  paddingMask,
  selfProjections,
  splitHeads,
} from "./attention.ts";
import type { TransformerConfig } from "./config.ts";
import { embed, feedForward, linear, norm, type Weights } from "./layers.ts";
import { addPositions, rotate } from "./positions.ts";

/** What the encoder hands to the decoder: its output `[rows·length, width]` and the mask of padded keys. */
export interface Memory {
  readonly states: Tensor;
  readonly symbols: Tensor;
  readonly rows: number;
  readonly mask: Tensor | undefined;
}

/** int32 sources `[rows, length]` → normalised encoder output; pre-norm layers (Xiong et al., 2020). */
export function encode(config: TransformerConfig, weights: Weights, source: Tensor): Memory {
  const [rows, length] = source.shape as [number, number];
  const mask = paddingMask(config, source);
  let x = addPositions(config, weights, "encoder", embed(config, weights, source), 0, length);
  for (let layer = 0; layer < config.encoderLayers; layer++) {
    const name = `encoder.${layer}`;
    x = tf.add(x, selfAttention(config, weights, `${name}.self`, x, rows, mask));
    x = tf.add(x, feedForward(config, weights, `${name}.feedForward`, x));
  }
  return { states: norm(config, weights, "encoder.norm", x), symbols: source, rows, mask };
}

/** Final normalised states `[rows·targetLength, width]` that predict each symbol of int32 `target` `[rows, targetLength]` from those before it. */
export function decodeAll(
  config: TransformerConfig,
  weights: Weights,
  target: Tensor,
  source: Tensor | undefined,
  checkpointEvery?: number,
): DecodedStates {
  const read = shiftRight(config, target);
  if (config.kind === "decoder-only") {
    return { states: decodeSequence(config, weights, read, source, checkpointEvery), memory: undefined };
  }
  const memory = encode(config, weights, source!);
  const [rows, length] = read.shape as [number, number];
  const mask = causalMask(length);
  let x = addPositions(config, weights, "decoder", embed(config, weights, read), 0, length);
  for (let layer = 0; layer < config.decoderLayers; layer++) {
    const name = `decoder.${layer}`;
    x = tf.add(x, selfAttention(config, weights, `${name}.self`, x, rows, mask));
    const keyValue = crossKeyValue(config, weights, `${name}.cross`, memory.states, rows);
    x = tf.add(x, crossAttention(config, weights, `${name}.cross`, x, rows, keyValue, memory.mask));
    x = tf.add(x, feedForward(config, weights, `${name}.feedForward`, x));
  }
  return { states: norm(config, weights, "decoder.norm", x), memory };
}

export interface DecodedStates {
  readonly states: Tensor;
  /** Absent in a decoder-only model. */
  readonly memory: Memory | undefined;
}

/** Multi-head attention of queries from `x` `[rows·length, width]` to given keys and values. */
export function crossAttention(
  config: TransformerConfig,
  weights: Weights,
  name: string,
  x: Tensor,
  rows: number,
  keyValue: KeyValue,
  mask: Tensor | undefined,
): Tensor {
  const query = linear(config, weights, `${name}.query`, norm(config, weights, `${name}.norm`, x));
  const [queries] = splitHeads(config, query, rows, 1);
  return linear(config, weights, `${name}.output`, mergeHeads(attend(queries!, keyValue, mask)));
}

function selfAttention(
  config: TransformerConfig,
  weights: Weights,
  name: string,
  x: Tensor,
  rows: number,
  mask: Tensor | undefined,
): Tensor {
  const normal = norm(config, weights, `${name}.norm`, x);
  const { queries, keys, values } = selfProjections(config, weights, name, normal, rows);
  const keyValue = { keys: rotate(config, keys, 0), values };
  const mixed = attend(rotate(config, queries, 0), keyValue, mask);
  return linear(config, weights, `${name}.output`, mergeHeads(mixed));
}

function decodeSequence(
  config: TransformerConfig,
  weights: Weights,
  read: Tensor,
  source: Tensor | undefined,
  checkpointEvery: number | undefined,
): Tensor {
  const [rows, targetLength] = read.shape as [number, number];
  const { sourceLength, width } = config;
  const length = sourceLength + targetLength;
  const symbols = sourceLength === 0 ? read : tf.concat([source!, read], 1);
  const mask = sequenceMask(config, source, length);
  let x = addPositions(config, weights, "decoder", embed(config, weights, symbols), 0, length);
  let boundaries = 0;
  if (checkpointEvery !== undefined) x = boundary(x, boundaries++);
  for (let layer = 0; layer < config.decoderLayers; layer++) {
    const name = `decoder.${layer}`;
    x = tf.add(x, selfAttention(config, weights, `${name}.self`, x, rows, mask));
    x = tf.add(x, feedForward(config, weights, `${name}.feedForward`, x));
    const isEnd =
      checkpointEvery !== undefined &&
      ((layer + 1) % checkpointEvery === 0 || layer + 1 === config.decoderLayers);
    if (isEnd) x = boundary(x, boundaries++);
  }
  if (sourceLength > 0) {
    const last = tf.slice(
      tf.reshape(x, [rows, length, width]),
      [0, sourceLength, 0],
      [rows, targetLength, width],
    );
    x = tf.reshape(last, [rows * targetLength, width]);
  }
  return norm(config, weights, "decoder.norm", x);
}

/** Causal, and blind to the padding of the source; a padded source is as long as `sourceLength`, so targets keep their positions. */
function sequenceMask(config: TransformerConfig, source: Tensor | undefined, length: number): Tensor {
  const causal = causalMask(length);
  const padding = config.sourceLength === 0 ? undefined : paddingMask(config, source!);
  if (padding === undefined) return causal;
  const targets = length - config.sourceLength;
  return tf.add(
    causal,
    tf.pad(padding, [
      [0, 0],
      [0, 0],
      [0, 0],
      [0, targets],
    ]),
  );
}

/** The decoder reads `start` and then the target without its last symbol. */
function shiftRight(config: TransformerConfig, target: Tensor): Tensor {
  const [rows, length] = target.shape as [number, number];
  const start = tf.fill([rows, 1], config.symbols.start, "int32");
  return length === 1 ? start : tf.concat([start, tf.slice(target, [0, 0], [rows, length - 1])], 1);
}
