import { type Tensor, tf } from "../../harness/engine/index.ts";
import { outputRows } from "../../harness/models/allowed.ts";
import type { TransformerConfig } from "../../harness/models/index.ts";
import type { Weights } from "../../harness/models/layers.ts";
import { decodeAll } from "../../harness/models/transformer.ts";

/** Scores before the softmax over the whole vocabulary, allowed or not: float32 `[rows, targetLength, vocabulary]`. */
export function targetLogits(config: TransformerConfig, weights: Weights, batch: Weights): Tensor {
  const { states } = decodeAll(config, weights, batch["target"]!, batch["source"]);
  const logits = tf.matMul(states, outputRows(config, weights, undefined), false, true);
  return tf.reshape(logits, [-1, config.targetLength, config.vocabulary]);
}
