import type { Tensor } from "../engine/index.ts";
import { tf } from "../engine/index.ts";

/** How the next symbols of a search are chosen. */
export type Decoding =
  | { readonly kind: "greedy" }
  | {
      readonly kind: "sample";
      /** Candidates a source, drawn independently. */
      readonly candidates: number;
      /** Divides the log-probabilities; default 1. */
      readonly temperature?: number;
      /** Only the k likeliest symbols (Fan et al., 2018). */
      readonly topK?: number;
      /** Only the smallest set of likeliest symbols with at least this mass (Holtzman et al., 2020). */
      readonly topP?: number;
    }
  | { readonly kind: "beam"; readonly beams: number };

/** The row's next symbol, by its place among the allowed ones, and that symbol's log-probability; both `[rows]`. */
export interface Choice {
  readonly places: Tensor;
  readonly logProbabilities: Tensor;
}

/** The likeliest symbol of each row of `[rows, symbols]`; the first of equals. */
export function chooseGreedily(logProbabilities: Tensor): Choice {
  const places = tf.cast(tf.argMax(logProbabilities, 1), "int32");
  return { places, logProbabilities: tf.max(logProbabilities, 1) };
}

/** One draw for each row by inverting the distribution function at `uniforms` `[rows]`, in [0, 1). */
export function chooseBySampling(
  logProbabilities: Tensor,
  uniforms: Tensor,
  options: Extract<Decoding, { kind: "sample" }>,
): Choice {
  const { temperature = 1, topK, topP } = options;
  const scores = temperature === 1 ? logProbabilities : tf.div(logProbabilities, temperature);
  const places =
    topK === undefined && topP === undefined
      ? draw(tf.softmax(scores), uniforms)
      : drawFromTop(scores, uniforms, topK, topP);
  return { places, logProbabilities: pick(logProbabilities, places) };
}

function drawFromTop(
  scores: Tensor,
  uniforms: Tensor,
  topK: number | undefined,
  topP: number | undefined,
): Tensor {
  const symbols = scores.shape[1]!;
  const { values, indices } = tf.topk(scores, Math.min(topK ?? symbols, symbols), true);
  const shares = tf.softmax(values);
  const before = topP === undefined ? undefined : tf.cumsum(shares, 1, true);
  const kept = before === undefined ? shares : tf.mul(shares, tf.cast(tf.less(before, topP!), "float32"));
  return pick(tf.cast(indices, "int32"), draw(kept, uniforms));
}

/** Place of the first cumulated share above `uniform` × total; never a place without mass, for uniforms of 23 bits. */
function draw(shares: Tensor, uniforms: Tensor): Tensor {
  const [rows, count] = shares.shape as [number, number];
  const cumulated = tf.cumsum(shares, 1);
  const total = tf.slice(cumulated, [0, count - 1], [rows, 1]);
  const passed = tf.lessEqual(cumulated, tf.mul(total, tf.reshape(uniforms, [rows, 1])));
  const place = tf.sum(tf.cast(passed, "int32"), 1);
  return tf.minimum(place, tf.scalar(count - 1, "int32"));
}

/** `x[row, places[row]]` of `[rows, n]`. */
export function pick(x: Tensor, places: Tensor): Tensor {
  const [rows, count] = x.shape as [number, number];
  const flat = tf.add(tf.mul(tf.range(0, rows, 1, "int32"), tf.scalar(count, "int32")), places);
  return tf.gather(tf.reshape(x, [rows * count]), flat);
}
