/** Random tiny models in the hub's layout, for tests: every file that a folder has. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { randomStream } from "../../harness/random/index.ts";

/** One way that a tiny model can be. */
export interface TinyModel {
  /** Fields of `config.json` in place of the usual ones. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly stored?: "F32" | "F16" | "BF16";
  readonly shards?: 1 | 2;
}

export interface Matrix {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** What was written, as numbers: what any reader must find. */
export interface WrittenModel {
  readonly config: Readonly<Record<string, unknown>>;
  readonly tensors: ReadonlyMap<string, Matrix>;
}

/** Fields of `config.json` that stretch rotary positions, in both ways. */
export const linear = { rope_scaling: { rope_type: "linear", factor: 4 } };
export const llama3 = {
  rope_scaling: {
    rope_type: "llama3",
    factor: 8,
    low_freq_factor: 1,
    high_freq_factor: 4,
    original_max_position_embeddings: 100,
  },
};

const USUAL = {
  architectures: ["LlamaForCausalLM"],
  model_type: "llama",
  vocab_size: 19,
  hidden_size: 32,
  intermediate_size: 48,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  hidden_act: "silu",
  rms_norm_eps: 1e-5,
  max_position_embeddings: 64,
  rope_theta: 10_000,
  tie_word_embeddings: false,
  bos_token_id: 1,
  eos_token_id: 2,
  pad_token_id: null,
};

/** Writes a model into `folder`, which is made, and hands back its numbers after rounding to the stored type. */
export async function writeTinyModel(folder: string, model: TinyModel = {}): Promise<WrittenModel> {
  const { stored = "F32", shards = 1 } = model;
  const config = { ...USUAL, ...model.config };
  const tensors = new Map(shapesOf(config).map(([name, shape]) => [name, randomMatrix(name, shape, stored)]));
  await mkdir(folder, { recursive: true });
  const writeJson = (name: string, value: unknown) => writeFile(join(folder, name), JSON.stringify(value));
  await writeJson("config.json", config);
  await writeJson("generation_config.json", { eos_token_id: [2, 3], temperature: 0.6, do_sample: true });
  await writeJson("tokenizer.json", tinyTokenizer);
  if (shards === 1) {
    await writeFile(join(folder, "model.safetensors"), safetensors([...tensors], stored));
    return { config, tensors };
  }
  const weightMap: Record<string, string> = {};
  for (const shard of [0, 1]) {
    const part = [...tensors].filter((_, place) => place % 2 === shard);
    const file = `model-0000${shard + 1}-of-00002.safetensors`;
    await writeFile(join(folder, file), safetensors(part, stored));
    for (const [name] of part) weightMap[name] = file;
  }
  await writeJson("model.safetensors.index.json", { metadata: {}, weight_map: weightMap });
  return { config, tensors };
}

/** Letters, a blank and a few pairs of them: enough for merges, unknown bytes and special symbols to show. */
export const tinyTokenizer = {
  version: "1.0",
  truncation: null,
  padding: null,
  added_tokens: ["<unk>", "<s>", "</s>"].map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  })),
  normalizer: null,
  pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
  post_processor: {
    type: "TemplateProcessing",
    single: [{ SpecialToken: { id: "<s>", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }],
    pair: [{ Sequence: { id: "A", type_id: 0 } }, { Sequence: { id: "B", type_id: 1 } }],
    special_tokens: { "<s>": { id: "<s>", ids: [1], tokens: ["<s>"] } },
  },
  decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
  model: {
    type: "BPE",
    dropout: null,
    unk_token: "<unk>",
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: false,
    byte_fallback: false,
    vocab: Object.fromEntries(
      ["<unk>", "<s>", "</s>", "a", "b", "c", "Ġ", "Ã", "¤", "ab", "Ġab", "Ġabc", "Ã¤"].map((token, id) => [
        token,
        id,
      ]),
    ),
    merges: ["a b", "Ġ ab", "Ġab c", "Ã ¤"],
  },
};

function shapesOf(config: Readonly<Record<string, unknown>>): [string, readonly number[]][] {
  const { vocab_size, hidden_size, intermediate_size, num_hidden_layers } = config as typeof USUAL;
  const { num_attention_heads, num_key_value_heads, tie_word_embeddings, model_type } =
    config as typeof USUAL;
  const narrow = (hidden_size / num_attention_heads) * num_key_value_heads;
  const shapes: [string, readonly number[]][] = [["model.embed_tokens.weight", [vocab_size, hidden_size]]];
  for (let layer = 0; layer < num_hidden_layers; layer++) {
    const at = `model.layers.${layer}`;
    shapes.push(
      [`${at}.input_layernorm.weight`, [hidden_size]],
      [`${at}.self_attn.q_proj.weight`, [hidden_size, hidden_size]],
      [`${at}.self_attn.k_proj.weight`, [narrow, hidden_size]],
      [`${at}.self_attn.v_proj.weight`, [narrow, hidden_size]],
      [`${at}.self_attn.o_proj.weight`, [hidden_size, hidden_size]],
      [`${at}.post_attention_layernorm.weight`, [hidden_size]],
      [`${at}.mlp.gate_proj.weight`, [intermediate_size, hidden_size]],
      [`${at}.mlp.up_proj.weight`, [intermediate_size, hidden_size]],
      [`${at}.mlp.down_proj.weight`, [hidden_size, intermediate_size]],
    );
    if (model_type === "qwen2")
      for (const [name, out] of [
        ["q", hidden_size],
        ["k", narrow],
        ["v", narrow],
      ] as const)
        shapes.push([`${at}.self_attn.${name}_proj.bias`, [out]]);
  }
  shapes.push(["model.norm.weight", [hidden_size]]);
  if (!tie_word_embeddings) shapes.push(["lm_head.weight", [vocab_size, hidden_size]]);
  return shapes;
}

/** Scales of norms lie around 1; matrices are wide enough for attention to choose. */
function randomMatrix(
  name: string,
  shape: readonly number[],
  stored: NonNullable<TinyModel["stored"]>,
): Matrix {
  const stream = randomStream("test-llama", 1).split(name);
  const [centre, deviation] = name.includes("norm") ? [1, 0.2] : [0, shape.length === 1 ? 0.3 : 0.35];
  const size = shape.reduce((product, extent) => product * extent, 1);
  const values = Float64Array.from({ length: size }, () =>
    rounded(centre + deviation * stream.normal(), stored),
  );
  return { shape, values };
}

function rounded(value: number, stored: NonNullable<TinyModel["stored"]>): number {
  if (stored === "F32") return Math.fround(value);
  if (stored === "F16") return Math.f16round(value);
  const bits = new Uint32Array(Float32Array.of(value).buffer);
  bits[0]! &= 0xffff_0000;
  return new Float32Array(bits.buffer)[0]!;
}

/** A file of the safetensors format, written apart from the code that reads it. */
function safetensors(
  tensors: readonly [string, Matrix][],
  stored: NonNullable<TinyModel["stored"]>,
): Uint8Array {
  const bodies = tensors.map(([, { values }]) => bytesOf(values, stored));
  let end = 0;
  const entries = tensors.map(([name, { shape }], place) => {
    const start = end;
    end += bodies[place]!.length;
    return [name, { dtype: stored, shape, data_offsets: [start, end] }];
  });
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, ...bodies]);
}

function bytesOf(values: Float64Array, stored: NonNullable<TinyModel["stored"]>): Buffer {
  if (stored === "F32") return Buffer.from(Float32Array.from(values).buffer);
  if (stored === "F16") return Buffer.from(Float16Array.from(values).buffer);
  const whole = new Uint16Array(Float32Array.from(values).buffer);
  return Buffer.from(whole.filter((_, place) => place % 2 === 1).buffer);
}
