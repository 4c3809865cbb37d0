import type { TransformerConfig } from "../config.ts";

/** Where one parameter of the decoder comes from: tensors of the file, side by side. */
export interface ParameterSource {
  readonly tensors: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** True: the file's `[out, in]` are the decoder's `[in, out]`. */
  readonly isTransposed: boolean;
}

/** The tensors of the Llama family for each parameter of the decoder. */
export function layoutOf(config: TransformerConfig): Record<string, ParameterSource> {
  const { vocabulary, width, decoderLayers, tiedOutput } = config;
  const layout: Record<string, ParameterSource> = {
    embedding: asItIs("model.embed_tokens.weight", [vocabulary, width]),
    "decoder.norm.scale": asItIs("model.norm.weight", [width]),
  };
  if (!tiedOutput) layout["output"] = asItIs("lm_head.weight", [vocabulary, width]);
  for (let layer = 0; layer < decoderLayers; layer++)
    Object.assign(layout, layerLayout(config, `decoder.${layer}`, `model.layers.${layer}`));
  return layout;
}

/** Tensors that files may hold and the decoder has no use for: frequencies that it computes, an output that is tied. */
export function isIdle(config: TransformerConfig, tensor: string): boolean {
  return tensor.endsWith(".rotary_emb.inv_freq") || (config.tiedOutput && tensor === "lm_head.weight");
}

function layerLayout(
  config: TransformerConfig,
  ours: string,
  theirs: string,
): Record<string, ParameterSource> {
  const { width, feedForward, heads, keyValueHeads = heads, attentionBias } = config;
  const narrow = (keyValueHeads * width) / heads;
  const projections = [
    { name: `${theirs}.self_attn.q_proj`, out: width },
    { name: `${theirs}.self_attn.k_proj`, out: narrow },
    { name: `${theirs}.self_attn.v_proj`, out: narrow },
  ];
  const matrix = (name: string, out: number, into: number): ParameterSource => ({
    tensors: [{ name: `${theirs}.${name}.weight`, shape: [out, into] }],
    isTransposed: true,
  });
  return {
    [`${ours}.self.norm.scale`]: asItIs(`${theirs}.input_layernorm.weight`, [width]),
    [`${ours}.self.qkv`]: {
      tensors: projections.map(({ name, out }) => ({ name: `${name}.weight`, shape: [out, width] })),
      isTransposed: true,
    },
    ...(attentionBias === true && {
      [`${ours}.self.qkv.bias`]: {
        tensors: projections.map(({ name, out }) => ({ name: `${name}.bias`, shape: [out] })),
        isTransposed: false,
      },
    }),
    [`${ours}.self.output`]: matrix("self_attn.o_proj", width, width),
    [`${ours}.feedForward.norm.scale`]: asItIs(`${theirs}.post_attention_layernorm.weight`, [width]),
    [`${ours}.feedForward.gate`]: matrix("mlp.gate_proj", feedForward, width),
    [`${ours}.feedForward.up`]: matrix("mlp.up_proj", feedForward, width),
    [`${ours}.feedForward.down`]: matrix("mlp.down_proj", width, feedForward),
  };
}

function asItIs(name: string, shape: readonly number[]): ParameterSource {
  return { tensors: [{ name, shape }], isTransposed: false };
}
