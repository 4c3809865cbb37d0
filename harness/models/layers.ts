import type { Tensor } from "../engine/index.ts";
import { layerNorm as normalise, tf } from "../engine/index.ts";
import { adapted } from "./adapter.ts";
import type { TransformerConfig } from "./config.ts";

/** Parameters inside a program, by the names of `transformerParameterSpecs`. */
export type Weights = Readonly<Record<string, Tensor>>;

/** The parameter `name`; programs are wired by names, so a missing one is our mistake. */
export function weight(weights: Weights, name: string): Tensor {
  const found = weights[name];
  if (found === undefined) throw new RangeError(`the program has no parameter named ${name}`);
  return found;
}

/** `[n, in] × [in, out]`, and what an adapter adds to it. */
export function linear(config: TransformerConfig, weights: Weights, name: string, x: Tensor): Tensor {
  return adapted(config, weights, name, x, tf.matMul(x, weight(weights, name)));
}

/** The configured normalisation over the last axis: with scale and shift (Ba et al., 2016), or by the root mean square with a scale alone. */
export function norm(config: TransformerConfig, weights: Weights, name: string, x: Tensor): Tensor {
  const { norm: kind, normEpsilon = 1e-5 } = config;
  const scale = weight(weights, `${name}.scale`);
  if (kind === "rms") return tf.mul(byRootMeanSquare(x, normEpsilon), scale);
  return tf.add(tf.mul(normalise(x, normEpsilon), scale), weight(weights, `${name}.shift`));
}

/** Two linear maps with the configured activation between them; GELU is the exact one (Hendrycks and Gimpel, 2016). */
export function feedForward(config: TransformerConfig, weights: Weights, name: string, x: Tensor): Tensor {
  const normal = norm(config, weights, `${name}.norm`, x);
  const inner = linear(config, weights, `${name}.up`, normal);
  return linear(config, weights, `${name}.down`, activate(config, weights, name, normal, inner));
}

/** Rows of the embedding, times √width (Vaswani et al., 2017, §3.4) where so configured: int32 `[…]` → `[n, width]`, flattened. */
export function embed(config: TransformerConfig, weights: Weights, symbols: Tensor): Tensor {
  const rows = tf.gather(weight(weights, "embedding"), tf.reshape(symbols, [symbols.size]));
  return config.scaledEmbedding === false ? rows : tf.mul(rows, Math.sqrt(config.width));
}

function activate(
  config: TransformerConfig,
  weights: Weights,
  name: string,
  normal: Tensor,
  inner: Tensor,
): Tensor {
  const { activation } = config;
  if (activation === "relu") return tf.relu(inner);
  if (activation === "gelu") return gelu(inner);
  const gate = linear(config, weights, `${name}.gate`, normal);
  return tf.mul(tf.mul(gate, tf.sigmoid(gate)), inner);
}

function byRootMeanSquare(x: Tensor, epsilon: number): Tensor {
  return tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), epsilon)));
}

function gelu(x: Tensor): Tensor {
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
}
