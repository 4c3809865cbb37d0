/** The tiny models of `llama-folder.ts`, and adapters of them, as files of the GGUF format, written apart from any code that reads them. */
import { writeFile } from "node:fs/promises";
import { type Matrix, tinyTokenizer, type WrittenModel } from "./llama-folder.ts";

type Value =
  | { readonly type: "uint32" | "float32"; readonly value: number }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "strings"; readonly value: readonly string[] }
  | { readonly type: "int32s"; readonly value: readonly number[] };
type Metadata = Readonly<Record<string, Value>>;
type Tensors = ReadonlyMap<string, Matrix>;

const types = { uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, array: 9 } as const;
const ALIGNMENT = 32;
/** ggml's number of float32. */
const F32 = 0;
const kinds = { normal: 1, unknown: 2, control: 3, unused: 5 } as const;

const uint32 = (value: number): Value => ({ type: "uint32", value });
const float32 = (value: number): Value => ({ type: "float32", value });
const string = (value: string): Value => ({ type: "string", value });

/** What of a tokenizer's file a GGUF file has too: byte-level pairs, and GPT-2's pieces. */
export interface WrittenTokenizer {
  readonly model: { readonly vocab: Readonly<Record<string, number>>; readonly merges: readonly string[] };
}

/** Writes a model and its tokenizer, as float32. */
export async function writeTinyGguf(
  file: string,
  model: WrittenModel,
  tokenizer: WrittenTokenizer = tinyTokenizer,
): Promise<void> {
  const metadata = { ...modelMetadata(model), ...tokenizerMetadata(model, tokenizer) };
  await writeFile(file, gguf(metadata, tensorsOf(model)));
}

/** An adapter's matrices, as peft names them. */
export interface WrittenAdapter {
  readonly alpha: number;
  readonly tensors: Tensors;
}

/** Writes an adapter of a model, as llama.cpp's own converter does. */
export async function writeGgufAdapter(
  file: string,
  model: WrittenModel,
  { alpha, tensors }: WrittenAdapter,
) {
  const metadata: Metadata = {
    "general.architecture": string(architecture(model)),
    "general.type": string("adapter"),
    "adapter.type": string("lora"),
    "adapter.lora.alpha": float32(alpha),
  };
  const renamed = new Map<string, Matrix>();
  for (const [name, matrix] of tensors) {
    const [, layer, module, half] = /layers\.(\d+)\.(?:self_attn|mlp)\.(\w+)\.lora_([AB])\.weight$/.exec(
      name,
    )!;
    const own = half === "B" ? asLlamaTurns(model, module!, matrix) : matrix;
    renamed.set(`blk.${layer}.${modules[module!]}.weight.lora_${half!.toLowerCase()}`, own);
  }
  await writeFile(file, gguf(metadata, renamed));
}

const modules: Readonly<Record<string, string>> = {
  q_proj: "attn_q",
  k_proj: "attn_k",
  v_proj: "attn_v",
  o_proj: "attn_output",
  gate_proj: "ffn_gate",
  up_proj: "ffn_up",
  down_proj: "ffn_down",
};

function architecture({ config }: WrittenModel): string {
  return config["model_type"] as string;
}

function field({ config }: WrittenModel, name: string): number {
  return config[name] as number;
}

function modelMetadata(model: WrittenModel): Metadata {
  const of = architecture(model);
  const scaling = model.config["rope_scaling"] as { rope_type: string; factor: number } | undefined;
  return {
    "general.architecture": string(of),
    "general.name": string("tiny"),
    "general.license": string("apache-2.0"),
    [`${of}.vocab_size`]: uint32(field(model, "vocab_size")),
    [`${of}.context_length`]: uint32(field(model, "max_position_embeddings")),
    [`${of}.embedding_length`]: uint32(field(model, "hidden_size")),
    [`${of}.feed_forward_length`]: uint32(field(model, "intermediate_size")),
    [`${of}.block_count`]: uint32(field(model, "num_hidden_layers")),
    [`${of}.attention.head_count`]: uint32(field(model, "num_attention_heads")),
    [`${of}.attention.head_count_kv`]: uint32(field(model, "num_key_value_heads")),
    [`${of}.attention.layer_norm_rms_epsilon`]: float32(field(model, "rms_norm_eps")),
    [`${of}.rope.freq_base`]: float32(field(model, "rope_theta")),
    [`${of}.rope.dimension_count`]: uint32(depthOf(model)),
    ...(scaling?.rope_type === "linear" && {
      [`${of}.rope.scaling.type`]: string("linear"),
      [`${of}.rope.scaling.factor`]: float32(scaling.factor),
    }),
  };
}

function tokenizerMetadata(model: WrittenModel, { model: { vocab, merges } }: WrittenTokenizer): Metadata {
  const symbols = Object.keys(vocab).sort((a, b) => vocab[a]! - vocab[b]!);
  const size = field(model, "vocab_size");
  const tokens = Array.from({ length: size }, (_, id) => symbols[id] ?? `[PAD${id}]`);
  const kindOf = (id: number) =>
    id === 0 ? kinds.unknown : id < 3 ? kinds.control : id < symbols.length ? kinds.normal : kinds.unused;
  return {
    "tokenizer.ggml.model": string("gpt2"),
    "tokenizer.ggml.pre": string("gpt-2"),
    "tokenizer.ggml.tokens": { type: "strings", value: tokens },
    "tokenizer.ggml.token_type": { type: "int32s", value: tokens.map((_, id) => kindOf(id)) },
    "tokenizer.ggml.merges": { type: "strings", value: merges },
    "tokenizer.ggml.unknown_token_id": uint32(0),
    "tokenizer.ggml.bos_token_id": uint32(1),
    "tokenizer.ggml.eos_token_id": uint32(2),
    "tokenizer.ggml.add_bos_token": { type: "bool", value: true },
  };
}

function tensorsOf(model: WrittenModel): Tensors {
  const renamed = new Map<string, Matrix>();
  for (const [name, matrix] of model.tensors) {
    const [, layer, part, kind] =
      /^model\.layers\.(\d+)\.(?:self_attn\.|mlp\.)?(\w+)\.(weight|bias)$/.exec(name) ?? [];
    if (layer === undefined) renamed.set(outer[name]!, matrix);
    else
      renamed.set(
        `blk.${layer}.${inner[part!] ?? modules[part!]}.${kind}`,
        asLlamaTurns(model, part!, matrix),
      );
  }
  const factors = llama3Factors(model);
  if (factors !== undefined) renamed.set("rope_freqs.weight", { shape: [factors.length], values: factors });
  return renamed;
}

const outer: Readonly<Record<string, string>> = {
  "model.embed_tokens.weight": "token_embd.weight",
  "model.norm.weight": "output_norm.weight",
  "lm_head.weight": "output.weight",
};
const inner: Readonly<Record<string, string>> = {
  input_layernorm: "attn_norm",
  post_attention_layernorm: "ffn_norm",
};

/** llama.cpp turns neighbours of a Llama's heads where the hub's layout turns halves: rows of queries and keys are interleaved. */
function asLlamaTurns(model: WrittenModel, part: string, { shape, values }: Matrix): Matrix {
  if (architecture(model) !== "llama" || !/^[qk]_proj$/.test(part)) return { shape, values };
  const [rows, columns] = shape as [number, number];
  const depth = depthOf(model);
  const turned = new Float64Array(values.length);
  for (let row = 0; row < rows; row++) {
    const [head, at] = [Math.floor(row / depth), row % depth];
    const from = head * depth + (at % 2) * (depth / 2) + Math.floor(at / 2);
    turned.set(values.subarray(from * columns, (from + 1) * columns), row * columns);
  }
  return { shape, values: turned };
}

function depthOf(model: WrittenModel): number {
  return field(model, "hidden_size") / field(model, "num_attention_heads");
}

/** By what each frequency is divided under Llama 3's scaling. */
function llama3Factors(model: WrittenModel): Float64Array | undefined {
  const scaling = model.config["rope_scaling"] as Record<string, number | string> | undefined;
  if (scaling?.["rope_type"] !== "llama3") return undefined;
  const of = (name: string) => scaling[name] as number;
  const depth = depthOf(model);
  return Float64Array.from({ length: depth / 2 }, (_, pair) => {
    const wavelength = 2 * Math.PI * field(model, "rope_theta") ** ((2 * pair) / depth);
    const turns = of("original_max_position_embeddings") / wavelength;
    if (turns > of("high_freq_factor")) return 1;
    if (turns < of("low_freq_factor")) return of("factor");
    const smooth = (turns - of("low_freq_factor")) / (of("high_freq_factor") - of("low_freq_factor"));
    return 1 / ((1 - smooth) / of("factor") + smooth);
  });
}

function gguf(metadata: Metadata, tensors: Tensors): Buffer {
  const entries = Object.entries(metadata).flatMap(([key, value]) => [text(key), ...valueBytes(value)]);
  const infos: Buffer[] = [];
  const bodies: Buffer[] = [];
  let offset = 0;
  for (const [name, { shape, values }] of tensors) {
    const body = Buffer.from(Float32Array.from(values).buffer);
    infos.push(text(name), u32(shape.length), ...shape.toReversed().map(u64), u32(F32), u64(offset));
    bodies.push(body, padding(body.length));
    offset += body.length + padding(body.length).length;
  }
  const counts = [Buffer.from("GGUF"), u32(3), u64(tensors.size), u64(Object.keys(metadata).length)];
  const head = Buffer.concat([...counts, ...entries, ...infos]);
  return Buffer.concat([head, padding(head.length), ...bodies]);
}

function valueBytes(entry: Value): Buffer[] {
  switch (entry.type) {
    case "strings":
      return [u32(types.array), u32(types.string), u64(entry.value.length), ...entry.value.map(text)];
    case "int32s":
      return [
        u32(types.array),
        u32(types.int32),
        u64(entry.value.length),
        Buffer.from(Int32Array.from(entry.value).buffer),
      ];
    case "string":
      return [u32(types.string), text(entry.value)];
    case "bool":
      return [u32(types.bool), Buffer.of(Number(entry.value))];
    case "float32":
      return [u32(types.float32), Buffer.from(Float32Array.of(entry.value).buffer)];
    case "uint32":
      return [u32(types.uint32), u32(entry.value)];
  }
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
}

function u32(value: number): Buffer {
  return Buffer.from(Uint32Array.of(value).buffer);
}

function u64(value: number): Buffer {
  return Buffer.from(BigUint64Array.of(BigInt(value)).buffer);
}

function padding(length: number): Buffer {
  return Buffer.alloc((ALIGNMENT - (length % ALIGNMENT)) % ALIGNMENT);
}
