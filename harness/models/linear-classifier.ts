import type { Tensor } from "../engine/index.ts";
import { tf } from "../engine/index.ts";
import { linearCrossEntropy } from "./cross-entropy.ts";
import { type Weights, weight } from "./layers.ts";
import type { Batch } from "./loss.ts";
import type { ParameterSpec } from "./parameters.ts";

/** A linear classifier's shape. */
export interface LinearConfig {
  readonly inputs: number;
  readonly classes: number;
}

/** `weight` `[classes, inputs]` and `bias` `[classes, 1]`, both starting at 0: the loss is convex. */
export function linearParameterSpecs({ inputs, classes }: LinearConfig): ParameterSpec[] {
  return [
    { name: "weight", shape: [classes, inputs], start: { constant: 0 } },
    { name: "bias", shape: [classes, 1], start: { constant: 0 } },
  ];
}

/** Scores before the softmax `[rows, classes]` for float32 `input` `[rows, inputs]`. */
export function linearLogits(weights: Weights, input: Tensor): Tensor {
  const scores = tf.matMul(input, weight(weights, "weight"), false, true);
  return tf.add(scores, tf.reshape(weight(weights, "bias"), [1, -1]));
}

/** Weighted mean cross-entropy: batches of `input` `[rows, inputs]`, int32 `label` `[rows]`, optional `weights` `[rows]`. */
export function linearLoss(weights: Weights, batch: Batch): Tensor {
  const input = batch["input"]!;
  const ones = tf.ones([input.shape[0]!, 1]);
  const rows = tf.concat([weight(weights, "weight"), weight(weights, "bias")], 1);
  const nll = linearCrossEntropy(tf.concat([input, ones], 1), rows, batch["label"]!);
  const share = batch["weights"];
  return share === undefined
    ? tf.mean(nll)
    : tf.div(tf.sum(tf.mul(nll, share)), tf.maximum(tf.sum(share), 1e-6));
}
