import type { Tensor } from "../engine/index.ts";
import { tf } from "../engine/index.ts";
import type { TransformerConfig } from "./config.ts";
import { linear, type Weights, weight } from "./layers.ts";

/** Added to a score that must not be seen: far below any real score, and exp of it is exactly 0. */
export const HIDDEN_SCORE = -1e9;

/** Keys and values, each `[rows, heads of keys and values, length, width/heads]`. */
export interface KeyValue {
  readonly keys: Tensor;
  readonly values: Tensor;
}

/** softmax(q·kᵀ/√d + mask)·v per head (Vaswani et al., 2017, §3.2); `mask` broadcasts to the scores. */
export function attend(queries: Tensor, { keys, values }: KeyValue, mask?: Tensor): Tensor {
  const scores = tf.mul(productsWithKeys(queries, keys), 1 / Math.sqrt(queries.shape.at(-1)!));
  const shares = tf.softmax(mask === undefined ? scores : tf.add(scores, mask));
  return mixValues(shares, values);
}

/** q·kᵀ: `[rows, heads, length, depth]` and `[rows, fewer heads, keys, depth]` → `[rows, heads, length, keys]`; neighbouring queries share a head of keys. */
export function productsWithKeys(queries: Tensor, keys: Tensor): Tensor {
  return perGroup(queries, keys, (grouped) => tf.matMul(grouped, keys, false, true));
}

/** Shares `[rows, heads, length, keys]` of values `[rows, fewer heads, keys, depth]` → `[rows, heads, length, depth]`. */
export function mixValues(shares: Tensor, values: Tensor): Tensor {
  return perGroup(shares, values, (grouped) => tf.matMul(grouped, values));
}

/** A head of keys and values that serves several queries sees them as one longer sequence: nothing is repeated. */
function perGroup(x: Tensor, shared: Tensor, product: (grouped: Tensor) => Tensor): Tensor {
  const [rows, heads, length, last] = x.shape as [number, number, number, number];
  const groups = shared.shape[1]!;
  if (groups === heads) return product(x);
  const mixed = product(tf.reshape(x, [rows, groups, (heads / groups) * length, last]));
  return tf.reshape(mixed, [rows, heads, length, mixed.shape[3]!]);
}

/** Queries `[rows, heads, length, width/heads]`, keys and values of `x` `[rows·length, width]`. */
export function selfProjections(
  config: TransformerConfig,
  weights: Weights,
  name: string,
  x: Tensor,
  rows: number,
) {
  const product = linear(config, weights, `${name}.qkv`, x);
  const all = config.attentionBias === true ? tf.add(product, weight(weights, `${name}.qkv.bias`)) : product;
  const { heads, keyValueHeads = heads } = config;
  if (keyValueHeads === heads) {
    const [queries, keys, values] = splitHeads(config, all, rows, 3);
    return { queries: queries!, keys: keys!, values: values! };
  }
  const sizes = [heads, keyValueHeads, keyValueHeads].map((count) => (count * config.width) / heads);
  const [queries, keys, values] = tf
    .split(all, sizes, 1)
    .map(
      (part) =>
        splitHeads({ width: part.shape[1]!, heads: part.shape[1]! / depthOf(config) }, part, rows, 1)[0]!,
    );
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
  const [keys, values] = splitHeads(config, linear(config, weights, `${name}.keyValue`, memory), rows, 2);
  return { keys: keys!, values: values! };
}

/** `[rows·length, parts·width]` → `parts` tensors `[rows, heads, length, width/heads]`. */
export function splitHeads(config: HeadShape, x: Tensor, rows: number, parts: number): Tensor[] {
  const length = x.shape[0]! / rows;
  const depth = depthOf(config);
  if (length === 1) {
    const pieces = parts === 1 ? [x] : tf.split(x, parts, 1);
    return pieces.map((piece) => tf.reshape(piece, [rows, config.heads, 1, depth]));
  }
  const split = tf.reshape(x, [rows, length, parts, config.heads, depth]);
  if (parts === 1)
    return [tf.transpose(tf.reshape(split, [rows, length, config.heads, depth]), [0, 2, 1, 3])];
  return tf.unstack(tf.transpose(split, [2, 0, 3, 1, 4]));
}

type HeadShape = Pick<TransformerConfig, "width" | "heads">;

function depthOf({ width, heads }: HeadShape): number {
  return width / heads;
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
