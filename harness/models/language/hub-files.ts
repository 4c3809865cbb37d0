import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encodeBundle, type NamedArray } from "../../artifacts/index.ts";
import type { TransformerConfig } from "../config.ts";
import type { Parameters } from "../parameters.ts";
import { architectures } from "./config-file.ts";
import { layoutOf, type ParameterSource } from "./layout.ts";
import { languageModelError } from "./problem.ts";
import type { TokenizerFile } from "./tokenizer.ts";

/** A model of the Llama family that was made or changed here. */
export interface WritableModel {
  /** Lengths are no part of what is written; `symbols` are. */
  readonly config: TransformerConfig;
  readonly parameters: Parameters;
  readonly tokenizer: TokenizerFile;
  /** Positions that it was trained on. */
  readonly positions: number;
}

/** The files of a model in the hub's layout, by name. */
export type HubFiles = Readonly<Record<string, Uint8Array>>;

/** A model as a publisher would lay it out, in float32; equal models give equal bytes. Throws `language-model` for one of another form. */
export function hubFiles(model: WritableModel): HubFiles {
  checkForm(model.config);
  const text = (value: unknown) => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
  const { start, end, pad } = model.config.symbols;
  return {
    "config.json": text(configFile(model)),
    "generation_config.json": text({ bos_token_id: start, eos_token_id: end, pad_token_id: pad }),
    "tokenizer.json": text(model.tokenizer),
    "model.safetensors": encodeBundle({ arrays: tensorsOf(model), metadata: { format: "pt" } }),
  };
}

/** Writes the files of a model into a folder, which is made. */
export async function writeHubFiles(folder: string, files: HubFiles): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
}

function configFile({ config, positions }: WritableModel) {
  const { heads, keyValueHeads = heads, normEpsilon = 1e-5, attentionBias = false, symbols } = config;
  const { name, modelType } = architectures.find((known) => known.attentionBias === attentionBias)!;
  return {
    architectures: [name],
    model_type: modelType,
    vocab_size: config.vocabulary,
    hidden_size: config.width,
    intermediate_size: config.feedForward,
    num_hidden_layers: config.decoderLayers,
    num_attention_heads: heads,
    num_key_value_heads: keyValueHeads,
    hidden_act: "silu",
    rms_norm_eps: normEpsilon,
    max_position_embeddings: positions,
    rope_theta: config.rotary?.base ?? 10_000,
    ...scalingOf(config),
    tie_word_embeddings: config.tiedOutput,
    bos_token_id: symbols.start,
    eos_token_id: symbols.end ?? null,
    pad_token_id: symbols.pad ?? null,
    torch_dtype: "float32",
  };
}

function scalingOf({ rotary }: TransformerConfig) {
  const { scaling } = rotary ?? {};
  if (scaling === undefined) return {};
  if (scaling.kind === "linear") return { rope_scaling: { rope_type: "linear", factor: scaling.factor } };
  return {
    rope_scaling: {
      rope_type: "llama3",
      factor: scaling.factor,
      low_freq_factor: scaling.lowFrequencyFactor,
      high_freq_factor: scaling.highFrequencyFactor,
      original_max_position_embeddings: scaling.originalLength,
    },
  };
}

function tensorsOf({ config, parameters }: WritableModel): Record<string, NamedArray> {
  const layout = Object.entries(layoutOf(config));
  return Object.assign({}, ...layout.map(([name, source]) => partsOf(parameters[name]!.data, source)));
}

/** The file's tensors that a parameter is made of; the opposite of `readWeights`. */
function partsOf(
  values: Parameters[string]["data"],
  { tensors, isTransposed }: ParameterSource,
): Record<string, NamedArray> {
  const width = tensors.reduce((sum, { shape }) => sum + shape[0]!, 0);
  const parts: Record<string, NamedArray> = {};
  let first = 0;
  for (const { name, shape } of tensors) {
    const [out, into = 1] = shape as [number, number?];
    const data = new Float32Array(out * into);
    for (let row = 0; row < out; row++)
      for (let column = 0; column < into; column++) {
        const from = isTransposed ? column * width + first + row : (first + row) * into + column;
        data[row * into + column] = values[from]!;
      }
    parts[name] = { dtype: "float32", shape, data };
    first += out;
  }
  return parts;
}

function checkForm(config: TransformerConfig): void {
  const rules: readonly [field: keyof TransformerConfig, holds: boolean, expected: string][] = [
    ["kind", config.kind === "decoder-only", "decoder-only"],
    ["positions", config.positions === "rotary", "rotary"],
    ["norm", config.norm === "rms", "rms"],
    ["activation", config.activation === "swiglu", "swiglu"],
    ["scaledEmbedding", config.scaledEmbedding === false, "false"],
    ["adapter", config.adapter === undefined, "none: merge it first, or write it beside its base"],
  ];
  for (const [field, holds, expected] of rules) {
    if (holds) continue;
    throw languageModelError({
      where: field,
      expected: `${expected}, the form of the Llama family`,
      received: JSON.stringify(config[field]),
      mend: "Write models of this form only.",
    });
  }
}
