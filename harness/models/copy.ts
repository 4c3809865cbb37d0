import type { Tensor } from "../engine/index.ts";
import { tf } from "../engine/index.ts";
import type { TransformerConfig } from "./config.ts";
import { linearCrossEntropy } from "./cross-entropy.ts";
import { linear, type Weights, weight } from "./layers.ts";
import type { Memory } from "./transformer.ts";

const SMALLEST_PROBABILITY = 1e-30;

/** Where a copy looks: keys `[rows, length, width]`, symbols int32 `[rows, length]` and the mask of padding `[rows, 1, length]`. */
export interface CopySource {
  readonly keys: Tensor;
  readonly symbols: Tensor;
  readonly mask: Tensor | undefined;
}

/** The copy head's view of the encoder's output. */
export function copySource(config: TransformerConfig, weights: Weights, memory: Memory): CopySource {
  const { rows, states, symbols } = memory;
  const length = symbols.shape[1]!;
  const keys = tf.reshape(linear(config, weights, "copy.key", states), [rows, length, config.width]);
  const mask = memory.mask === undefined ? undefined : tf.reshape(memory.mask, [rows, 1, length]);
  return { keys, symbols, mask };
}

/** Negative log-likelihood `[n]` of int32 `targets` `[n]` for states `[n, width]`, n = rows·positions. */
export function copyingNll(
  config: TransformerConfig,
  weights: Weights,
  states: Tensor,
  matrix: Tensor,
  targets: Tensor,
  memory: Memory,
): Tensor {
  const source = copySource(config, weights, memory);
  const [rows, length] = source.symbols.shape as [number, number];
  const count = states.shape[0]!;
  const { shares, gate } = mixture(config, weights, states, source);
  const wanted = tf.reshape(targets, [rows, count / rows, 1]);
  const here = tf.cast(tf.equal(tf.reshape(source.symbols, [rows, 1, length]), wanted), "float32");
  const copied = tf.reshape(tf.sum(tf.mul(shares, here), 2), [count]);
  const spoken = tf.exp(tf.neg(linearCrossEntropy(states, matrix, targets)));
  const probability = tf.add(tf.mul(gate, spoken), tf.mul(tf.sub(1, gate), copied));
  return tf.neg(logOf(probability));
}

/** Log-probabilities `[n, vocabulary]` of the next symbol for states `[n, width]`, n = rows·beams. */
export function copyingLogProbabilities(
  config: TransformerConfig,
  weights: Weights,
  states: Tensor,
  matrix: Tensor,
  source: CopySource,
): Tensor {
  const { shares, gate } = mixture(config, weights, states, source);
  const copied = sumBySymbol(config, shares, source.symbols);
  const spoken = tf.softmax(tf.matMul(states, matrix, false, true));
  const column = tf.expandDims(gate, 1);
  const probability = tf.add(tf.mul(column, spoken), tf.mul(tf.sub(1, column), copied));
  return logOf(probability);
}

/** Rounding can leave a gate a little above 1 and a probability a little below 0, whose logarithm would be no number. */
function logOf(probability: Tensor): Tensor {
  return tf.log(tf.add(tf.relu(probability), SMALLEST_PROBABILITY));
}

/** Shares `[rows, beams, length]` of source places as shares of symbols `[rows·beams, vocabulary]`; a one-hot of every place would be far larger. */
function sumBySymbol(config: TransformerConfig, shares: Tensor, symbols: Tensor): Tensor {
  const [rows, beams, length] = shares.shape as [number, number, number];
  const { vocabulary } = config;
  const starts = tf.mul(tf.range(0, rows * beams, 1, "int32"), tf.scalar(vocabulary, "int32"));
  const places = tf.add(tf.reshape(starts, [rows, beams, 1]), tf.reshape(symbols, [rows, 1, length]));
  const sums = tf.unsortedSegmentSum(
    tf.reshape(shares, [shares.size]) as never,
    tf.reshape(places, [shares.size]) as never,
    rows * beams * vocabulary,
  );
  return tf.reshape(sums, [rows * beams, vocabulary]);
}

/** p = gate·spoken + (1 − gate)·copied (See et al., 2017, eq. 9); shares `[rows, n/rows, length]`, gate `[n]`. */
function mixture(config: TransformerConfig, weights: Weights, states: Tensor, source: CopySource) {
  const { keys, mask } = source;
  const count = states.shape[0]!;
  const rows = keys.shape[0]!;
  const queries = tf.reshape(linear(config, weights, "copy.query", states), [
    rows,
    count / rows,
    config.width,
  ]);
  const scores = tf.mul(tf.matMul(queries, keys, false, true), config.width ** -0.5);
  const shares = tf.softmax(mask === undefined ? scores : tf.add(scores, mask));
  const gateScore = tf.add(linear(config, weights, "copy.gate", states), weight(weights, "copy.bias"));
  return { shares, gate: tf.reshape(tf.sigmoid(gateScore), [count]) };
}
