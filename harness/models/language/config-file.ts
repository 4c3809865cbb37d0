import { join } from "node:path";
import { z } from "zod";
import { readNeededJsonFile } from "./json-file.ts";
import { languageModelError } from "./problem.ts";

const size = z.int().positive();
const symbol = z.int().nonnegative();

/** One id, several, or none. */
export const symbolsSchema = z.union([symbol, z.array(symbol)]).nullish();

const rotarySchema = z.object({
  rope_type: z.string().optional(),
  /** The older name of `rope_type`. */
  type: z.string().optional(),
  rope_theta: z.number().positive().optional(),
  factor: z.number().positive().optional(),
  low_freq_factor: z.number().positive().optional(),
  high_freq_factor: z.number().positive().optional(),
  original_max_position_embeddings: size.optional(),
});

const configSchema = z.object({
  architectures: z.array(z.string()).nullish(),
  model_type: z.string().optional(),
  vocab_size: size,
  hidden_size: size,
  intermediate_size: size,
  num_hidden_layers: size,
  num_attention_heads: size,
  num_key_value_heads: size.nullish(),
  head_dim: size.nullish(),
  hidden_act: z.string().default("silu"),
  rms_norm_eps: z.number().positive().default(1e-6),
  max_position_embeddings: size.optional(),
  rope_theta: z.number().positive().nullish(),
  rope_scaling: rotarySchema.nullish(),
  /** Newer files have base and scaling in one place. */
  rope_parameters: rotarySchema.nullish(),
  tie_word_embeddings: z.boolean().default(false),
  attention_bias: z.boolean().default(false),
  mlp_bias: z.boolean().default(false),
  use_sliding_window: z.boolean().default(false),
  quantization_config: z.unknown().optional(),
  bos_token_id: symbolsSchema,
  eos_token_id: symbolsSchema,
  pad_token_id: symbolsSchema,
});

/** A checked `config.json`, still in the hub's words. */
export type ConfigFile = z.infer<typeof configSchema>;
export type RotarySettings = z.infer<typeof rotarySchema>;

/** What the decoder must do for an architecture beyond what `config.json` says. */
export interface Architecture {
  readonly name: string;
  readonly modelType: string;
  /** Queries, keys and values have a bias. */
  readonly attentionBias: boolean;
}

/** The architectures that can be read: Llama 1 to 3 and what shares its form, such as SmolLM2; Qwen 2 and 2.5. */
export const architectures: readonly Architecture[] = [
  { name: "LlamaForCausalLM", modelType: "llama", attentionBias: false },
  { name: "Qwen2ForCausalLM", modelType: "qwen2", attentionBias: true },
];

/** Reads `config.json`. Throws `language-model` for an unknown architecture, and for every setting that would change what is computed. */
export async function readConfigFile(
  folder: string,
): Promise<{ file: string; raw: ConfigFile; architecture: Architecture }> {
  const file = join(folder, "config.json");
  const architecture = architectureOf(
    await readNeededJsonFile(file, configSchema.pick({ architectures: true, model_type: true })),
    file,
  );
  const raw = await readNeededJsonFile(file, configSchema);
  checkSupported(raw, file);
  return { file, raw, architecture };
}

function architectureOf(
  { architectures: names, model_type }: Pick<ConfigFile, "architectures" | "model_type">,
  file: string,
): Architecture {
  const name = names?.[0];
  const found = architectures.find((known) =>
    name === undefined ? known.modelType === model_type : known.name === name,
  );
  if (found !== undefined) return found;
  throw languageModelError({
    where: `${file}: architectures`,
    expected: `one of ${architectures.map((known) => known.name).join(", ")}`,
    received: name ?? model_type ?? "none",
    mend: "Choose a model of one of these architectures.",
  });
}

function checkSupported(raw: ConfigFile, file: string): void {
  const headWidth = raw.hidden_size / raw.num_attention_heads;
  const rules: readonly [field: keyof ConfigFile, holds: boolean, expected: string][] = [
    ["hidden_act", raw.hidden_act === "silu", "silu"],
    [
      "head_dim",
      (raw.head_dim ?? headWidth) === headWidth,
      `${headWidth}, hidden_size / num_attention_heads`,
    ],
    ["attention_bias", !raw.attention_bias, "false: its output bias is not computed here"],
    ["mlp_bias", !raw.mlp_bias, "false"],
    ["use_sliding_window", !raw.use_sliding_window, "false"],
    [
      "quantization_config",
      raw.quantization_config === undefined || raw.quantization_config === null,
      "none: weights of 16 or 32 bits",
    ],
  ];
  for (const [field, holds, expected] of rules) {
    if (holds) continue;
    throw languageModelError({
      where: `${file}: ${field}`,
      expected,
      received: JSON.stringify(raw[field]),
      mend: "Choose a model without this setting.",
    });
  }
}
