import type { Tensor } from "../engine/index.ts";
import { tf } from "../engine/index.ts";
import type { RotaryScaling, TransformerConfig } from "./config.ts";
import { type Weights, weight } from "./layers.ts";

const ROTARY_BASE = 10_000;

/** Adds the learned positions `first … first + length − 1` to `x` `[rows·length, width]`; nothing when positions are rotary. */
export function addPositions(
  config: TransformerConfig,
  weights: Weights,
  part: "encoder" | "decoder",
  x: Tensor,
  first: number,
  length: number,
): Tensor {
  if (config.positions === "rotary") return x;
  const table = tf.slice(weight(weights, `${part}.positions`), [first, 0], [length, config.width]);
  const rows = x.shape[0]! / length;
  return tf.reshape(tf.add(tf.reshape(x, [rows, length, config.width]), table), [
    rows * length,
    config.width,
  ]);
}

/** Rotates queries or keys `[rows, heads, length, depth]` by their positions (Su et al., 2021; halves, not pairs); learned positions leave them. */
export function rotate(config: TransformerConfig, x: Tensor, first: number): Tensor {
  if (config.positions === "learned") return x;
  const [length, depth] = x.shape.slice(2) as [number, number];
  const { cosines, sines } = angles(config, first, length, depth / 2);
  const [low, high] = tf.split(x, 2, 3) as [Tensor, Tensor];
  return tf.concat(
    [tf.sub(tf.mul(low, cosines), tf.mul(high, sines)), tf.add(tf.mul(high, cosines), tf.mul(low, sines))],
    3,
  );
}

function angles(
  { rotary = {} }: TransformerConfig,
  first: number,
  length: number,
  pairs: number,
): { cosines: Tensor; sines: Tensor } {
  const { base = ROTARY_BASE, scaling } = rotary;
  const frequencies = Array.from({ length: pairs }, (_, pair) => stretched(base ** (-pair / pairs), scaling));
  const values = Array.from(
    { length: length * pairs },
    (_, index) => (first + Math.floor(index / pairs)) * frequencies[index % pairs]!,
  );
  return {
    cosines: tf.tensor(values.map(Math.cos), [length, pairs], "float32"),
    sines: tf.tensor(values.map(Math.sin), [length, pairs], "float32"),
  };
}

/** A pair's angle from one position to the next, after scaling. */
function stretched(frequency: number, scaling: RotaryScaling | undefined): number {
  if (scaling === undefined) return frequency;
  if (scaling.kind === "linear") return frequency / scaling.factor;
  const { factor, lowFrequencyFactor: low, highFrequencyFactor: high, originalLength } = scaling;
  const turns = (originalLength * frequency) / (2 * Math.PI);
  const share = Math.min(1, Math.max(0, (turns - low) / (high - low)));
  return frequency * (share + (1 - share) / factor);
}
