import type { Tensor } from "../engine/index.ts";
import { tf } from "../engine/index.ts";
import type { TransformerConfig } from "./config.ts";
import { linear, type Weights } from "./layers.ts";

/** Added to a score that must not be seen: far below any real score, and exp of it is exactly 0. */
export const HIDDEN_SCORE = -1e9;

/** Keys and values, each `[rows, heads, length, width/heads]`. */
export interface KeyValue {
  readonly keys: Tensor;
  readonly values: Tensor;
}

/** softmax(q·kᵀ/√d + mask)·v per head (Vaswani et al., 2017, §3.2); `mask` broadcasts to the scores. */
export function attend(queries: Tensor, { keys, values }: KeyValue, mask?: Tensor): Tensor {
  const scores = tf.mul(tf.matMul(queries, keys, false, true), 1 / Math.sqrt(queries.shape.at(-1)!));
  const shares = tf.softmax(mask === undefined ? scores : tf.add(scores, mask));
  return tf.matMul(shares, values);
}

/** Queries, keys and values of `x` `[rows·length, width]`, each `[rows, heads, length, width/heads]`. */
export function selfProjections(
  config: TransformerConfig,
  weights: Weights,
  name: string,
  x: Tensor,
  rows: number,
) {
  const [queries, keys, values] = splitHeads(config, linear(weights, `${name}.qkv`, x), rows, 3);
  return { queries: queries!, keys: keys!, values: values! };
}

/** Keys and values that a cross-attention layer reads from the encoder's output `[rows·length, width]`. */
export function crossKeyValue(
  config: TransformerConfig,
  weights: Weights,
  name: string,
  memory: Tensor,
  rows: number,
): KeyValue {
  const [keys, values] = splitHeads(config, linear(weights, `${name}.keyValue`, memory), rows, 2);
  return { keys: keys!, values: values! };
}

/** `[rows·length, parts·width]` → `parts` tensors `[rows, heads, length, width/heads]`. */
export function splitHeads(config: TransformerConfig, x: Tensor, rows: number, parts: number): Tensor[] {
  const length = x.shape[0]! / rows;
  const depth = config.width / config.heads;
  if (length === 1) {
    const pieces = parts === 1 ? [x] : tf.split(x, parts, 1);
    return pieces.map((piece) => tf.reshape(piece, [rows, config.heads, 1, depth]));
  }
  const split = tf.reshape(x, [rows, length, parts, config.heads, depth]);
  if (parts === 1)
    return [tf.transpose(tf.reshape(split, [rows, length, config.heads, depth]), [0, 2, 1, 3])];
  return tf.unstack(tf.transpose(split, [2, 0, 3, 1, 4]));
}

/** `[rows, heads, length, width/heads]` → `[rows·length, width]`. */
export function mergeHeads(x: Tensor): Tensor {
  const [rows, heads, length, depth] = x.shape as [number, number, number, number];
  const ordered = length === 1 ? x : tf.transpose(x, [0, 2, 1, 3]);
  return tf.reshape(ordered, [rows * length, heads * depth]);
}

/** Additive mask `[1, 1, length, length]` that hides later positions. */
export function causalMask(length: number): Tensor {
  const values = new Float32Array(length * length);
  for (let row = 0; row < length; row++)
    values.fill(HIDDEN_SCORE, row * length + row + 1, (row + 1) * length);
  return tf.tensor(values, [1, 1, length, length]);
}

/** Additive mask `[rows, 1, 1, length]` that hides `pad` among int32 `symbols` `[rows, length]`; undefined without a pad symbol. */
export function paddingMask(config: TransformerConfig, symbols: Tensor): Tensor | undefined {
  const { pad } = config.symbols;
  if (pad === undefined) return undefined;
  const [rows, length] = symbols.shape as [number, number];
  const hidden = tf.cast(tf.equal(symbols, tf.scalar(pad, "int32")), "float32");
  return tf.reshape(tf.mul(hidden, HIDDEN_SCORE), [rows, 1, 1, length]);
}
