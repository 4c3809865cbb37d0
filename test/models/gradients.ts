import { type Tensor, tf } from "../../harness/engine/index.ts";
import {
  type TransformerConfig,
  transformerLoss,
  transformerParameterSpecs,
} from "../../harness/models/index.ts";

/** `loss`, and `gradient.…` of every parameter. */
export function lossAndGradients(
  config: TransformerConfig,
  inputs: Readonly<Record<string, Tensor>>,
): Record<string, Tensor> {
  const names = transformerParameterSpecs(config).map(({ name }) => name);
  const value = (...tensors: Tensor[]) =>
    transformerLoss(config)(Object.fromEntries(names.map((name, place) => [name, tensors[place]!])), inputs);
  const { value: loss, grads } = tf.valueAndGrads(value as never)(names.map((name) => inputs[name]!));
  return { loss, ...Object.fromEntries(names.map((name, place) => [`gradient.${name}`, grads[place]!])) };
}
