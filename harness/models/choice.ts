import type { Tensor } from "../engine/index.ts";
import { tf } from "../engine/index.ts";
import { draw } from "./draw.ts";

/** How the next symbols of a search are chosen. */
export type Search =
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
export interface NextSymbols {
  readonly places: Tensor;
  readonly logProbabilities: Tensor;
}

/** The likeliest symbol of each row of `[rows, symbols]`; the first of equals. */
export function chooseGreedily(logProbabilities: Tensor): NextSymbols {
  const places = tf.cast(tf.argMax(logProbabilities, 1), "int32");
  return { places, logProbabilities: tf.max(logProbabilities, 1) };
}

/**
 * One draw for each of `uniforms` `[draws]`, in [0, 1), by inverting the distribution function of row `rows[draw]` of
 * `[n, symbols]`; a row may serve several draws.
 */
export function chooseBySampling(
  logProbabilities: Tensor,
  uniforms: Tensor,
  rows: Tensor,
  options: Extract<Search, { kind: "sample" }>,
): NextSymbols {
  const { temperature = 1, topK, topP } = options;
  const scores = temperature === 1 ? logProbabilities : tf.div(logProbabilities, temperature);
  if (topK !== undefined || topP !== undefined) {
    const places = drawFromTop(tf.gather(scores, rows), uniforms, topK, topP);
    return { places, logProbabilities: pick(logProbabilities, rows, places) };
  }
  const shares = tf.softmax(scores);
  const places = draw(shares, rows, uniforms);
  if (temperature === 1) return { places, logProbabilities: tf.log(pick(shares, rows, places)) };
  return { places, logProbabilities: pick(logProbabilities, rows, places) };
}

function drawFromTop(
  scores: Tensor,
  uniforms: Tensor,
  topK: number | undefined,
  topP: number | undefined,
): Tensor {
  const [draws, symbols] = scores.shape as [number, number];
  const { values, indices } = tf.topk(scores, Math.min(topK ?? symbols, symbols), true);
  const shares = tf.softmax(values);
  const before = topP === undefined ? undefined : tf.cumsum(shares, 1, true);
  const kept = before === undefined ? shares : tf.mul(shares, tf.cast(tf.less(before, topP!), "float32"));
  const rows = tf.range(0, draws, 1, "int32");
  return pick(tf.cast(indices, "int32"), rows, draw(kept, rows, uniforms));
}

/** `x[rows[draw], places[draw]]` of `[n, count]`. */
export function pick(x: Tensor, rows: Tensor, places: Tensor): Tensor {
  const [size, count] = [x.size, x.shape[1]!];
  return tf.gather(tf.reshape(x, [size]), tf.add(tf.mul(rows, tf.scalar(count, "int32")), places));
}
