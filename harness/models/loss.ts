import type { Tensor } from "../engine/index.ts";
import { tf } from "../engine/index.ts";
import { outputRows, type PositionGroup, placesOf, positionGroups } from "./allowed.ts";
import type { TransformerConfig } from "./config.ts";
import { copyingNll } from "./copy.ts";
import { linearCrossEntropy } from "./cross-entropy.ts";
import type { Weights } from "./layers.ts";
import { type DecodedStates, decodeAll } from "./transformer.ts";

/**
 * `source` int32 `[rows, sourceLength]`, `target` int32 `[rows, targetLength]`, optional `weights` float32 `[rows]`; optional `total`
 * float32 `[]`, by which the loss of one part of a larger batch is divided so that the parts add up to the batch's.
 */
export type Batch = Readonly<Record<string, Tensor>>;

/** Weighted mean of the negative log-likelihood per target symbol (natural log); padding weighs nothing. `checkpointEvery` as in a recipe. */
export function transformerLoss(
  config: TransformerConfig,
  checkpointEvery?: number,
): (weights: Weights, batch: Batch) => Tensor {
  return (weights, batch) => {
    const { nll, order } = groupedNll(config, weights, batch, checkpointEvery);
    const share = symbolWeights(config, batch);
    const { total } = batch;
    if (share === undefined) return total === undefined ? tf.mean(nll) : tf.div(tf.sum(nll), total);
    const shares = reorder(share, order);
    return tf.div(tf.sum(tf.mul(nll, shares)), total ?? tf.maximum(tf.sum(shares), 1e-6));
  };
}

/** Negative log-likelihood of each target symbol given those before it: float32 `[rows, targetLength]`. */
export function targetNll(config: TransformerConfig, weights: Weights, batch: Batch): Tensor {
  const { nll, order } = groupedNll(config, weights, batch);
  return reorder(
    nll,
    order.map((_, position) => order.indexOf(position)),
  );
}

/** Columns in the order of the groups; `order` says which position each column is. */
function groupedNll(
  config: TransformerConfig,
  weights: Weights,
  batch: Batch,
  checkpointEvery?: number,
): { nll: Tensor; order: number[] } {
  const target = batch["target"]!;
  const decoded = decodeAll(config, weights, target, batch["source"], checkpointEvery);
  const groups = positionGroups(config);
  const columns = groups.map((group) => groupNll(config, weights, decoded, target, group));
  const nll = columns.length === 1 ? columns[0]! : tf.concat(columns, 1);
  return { nll, order: groups.flatMap((group) => [...group.positions]) };
}

function groupNll(
  config: TransformerConfig,
  weights: Weights,
  decoded: DecodedStates,
  target: Tensor,
  { positions, symbols }: PositionGroup,
): Tensor {
  const [rows, length] = target.shape as [number, number];
  const count = rows * positions.length;
  const split = tf.reshape(decoded.states, [rows, length, config.width]);
  const states = tf.reshape(pickColumns(split, positions), [count, config.width]);
  const ids = tf.reshape(pickColumns(target, positions), [count]);
  const matrix = outputRows(config, weights, symbols);
  const nll =
    config.copy === true
      ? copyingNll(config, weights, states, matrix, ids, decoded.memory!)
      : linearCrossEntropy(states, matrix, placesOf(config, ids, symbols));
  return tf.reshape(nll, [rows, positions.length]);
}

/** `[rows, length, …]` at some positions; unstacking keeps the gradient free of scatters. */
function pickColumns(x: Tensor, positions: readonly number[]): Tensor {
  if (positions.length === x.shape[1]) return x;
  const columns = tf.unstack(x, 1);
  return tf.stack(
    positions.map((position) => columns[position]!),
    1,
  );
}

function reorder(columns: Tensor, order: readonly number[]): Tensor {
  if (order.every((position, place) => position === place)) return columns;
  return tf.gather(columns, tf.tensor1d([...order], "int32"), 1);
}

function symbolWeights(config: TransformerConfig, batch: Batch): Tensor | undefined {
  const target = batch["target"]!;
  const perRow = batch["weights"] === undefined ? undefined : tf.expandDims(batch["weights"], 1);
  const { pad } = config.symbols;
  if (pad === undefined) return perRow && tf.mul(perRow, tf.ones([1, config.targetLength]));
  const real = tf.cast(tf.notEqual(target, tf.scalar(pad, "int32")), "float32");
  return perRow === undefined ? real : tf.mul(real, perRow);
}
