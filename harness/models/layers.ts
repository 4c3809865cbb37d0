import type { Tensor } from "../engine/index.ts";
import { layerNorm as normalise, tf } from "../engine/index.ts";
import type { TransformerConfig } from "./config.ts";

/** Parameters inside a program, by the names of `transformerParameterSpecs`. */
export type Weights = Readonly<Record<string, Tensor>>;

const NORM_EPSILON = 1e-5;

/** The parameter `name`; programs are wired by names, so a missing one is our mistake. */
export function weight(weights: Weights, name: string): Tensor {
  const found = weights[name];
  if (found === undefined) throw new RangeError(`the program has no parameter named ${name}`);
  return found;
}

/** `[…, in] × [in, out]`. */
export function linear(weights: Weights, name: string, x: Tensor): Tensor {
  return tf.matMul(x, weight(weights, name));
}

/** Layer normalisation over the last axis with scale and shift (Ba et al., 2016), epsilon 1e-5. */
export function layerNorm(weights: Weights, name: string, x: Tensor): Tensor {
  return tf.add(
    tf.mul(normalise(x, NORM_EPSILON), weight(weights, `${name}.scale`)),
    weight(weights, `${name}.shift`),
  );
}

/** Two linear maps with the configured activation between them; GELU is the exact one (Hendrycks and Gimpel, 2016). */
export function feedForward(config: TransformerConfig, weights: Weights, name: string, x: Tensor): Tensor {
  const inner = linear(weights, `${name}.up`, layerNorm(weights, `${name}.norm`, x));
  const active = config.activation === "relu" ? tf.relu(inner) : gelu(inner);
  return linear(weights, `${name}.down`, active);
}

/** Rows of the embedding times √width (Vaswani et al., 2017, §3.4): int32 `[…]` → `[n, width]`, flattened. */
export function embed(config: TransformerConfig, weights: Weights, symbols: Tensor): Tensor {
  const rows = tf.gather(weight(weights, "embedding"), tf.reshape(symbols, [symbols.size]));
  return tf.mul(rows, Math.sqrt(config.width));
}

function gelu(x: Tensor): Tensor {
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
}
