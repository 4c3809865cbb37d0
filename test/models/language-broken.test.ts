import assert from "node:assert/strict";
import { mkdtemp, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { BenchError, explain } from "../../harness/errors/index.ts";
import { checkLanguageModel, openLanguageModel } from "../../harness/models/language/index.ts";
import { type TinyModel, tinyTokenizer, writeTinyModel } from "./llama-folder.ts";

const parent = await mkdtemp(join(tmpdir(), "language-broken-"));
after(() => rm(parent, { recursive: true }));
const lengths = { sourceLength: 4, targetLength: 4 };
const SECOND = "model-00002-of-00002.safetensors";
const INDEX = "model.safetensors.index.json";

interface Broken {
  readonly what: string;
  readonly model?: TinyModel;
  readonly harm?: (folder: string) => Promise<unknown>;
  readonly lengths?: Parameters<typeof openLanguageModel>[1];
  readonly told: RegExp;
  /** It hinders a use of the model, not the model. */
  readonly isOfUse?: boolean;
}

const settings: readonly Broken[] = [
  {
    what: "an unknown architecture",
    model: { config: { architectures: ["MambaForCausalLM"] } },
    told: /config\.json: architectures: .*expected one of LlamaForCausalLM, Qwen2ForCausalLM; received MambaForCausalLM\. Choose a model of one/,
  },
  {
    what: "an activation that is not silu",
    model: { config: { hidden_act: "gelu" } },
    told: /config\.json: hidden_act.*expected silu; received "gelu"/,
  },
  {
    what: "heads of a width of their own",
    model: { config: { head_dim: 16 } },
    told: /config\.json: head_dim.*expected 8, .*; received 16/,
  },
  {
    what: "biases that would not be added",
    model: { config: { attention_bias: true } },
    told: /config\.json: attention_bias.*received true/,
  },
  {
    what: "quantised weights",
    model: { config: { quantization_config: { bits: 4 } } },
    told: /config\.json: quantization_config.*received \{"bits":4\}/,
  },
  {
    what: "an unknown rotary scaling",
    model: { config: { rope_scaling: { rope_type: "yarn", factor: 4 } } },
    told: /rope_scaling\.rope_type.*expected default, linear or llama3; received yarn/,
  },
  {
    what: "a rotary scaling without its factor",
    model: { config: { rope_scaling: { type: "linear" } } },
    told: /config\.json: rope_scaling\.factor.*expected a number; received none/,
  },
  {
    what: "a size that is no number",
    model: { config: { hidden_size: "32" } },
    told: /config\.json: hidden_size.*received Invalid input/,
  },
  {
    what: "more positions than the model has",
    lengths: { sourceLength: 60, targetLength: 5 },
    isOfUse: true,
    told: /config\.json: max_position_embeddings.*at least 65 positions.*received 64/,
  },
  {
    what: "no symbol to start with",
    model: { config: { bos_token_id: null } },
    isOfUse: true,
    told: /config\.json: bos_token_id.*received none. Give `start`/,
  },
];

const files: readonly Broken[] = [
  {
    what: "no config.json",
    harm: (folder) => rm(join(folder, "config.json")),
    told: /config\.json: .*expected this file; received none\. Fetch/,
  },
  {
    what: "a config.json that breaks off",
    harm: (folder) => truncate(join(folder, "config.json"), 20),
    told: /config\.json: .*expected JSON; received/,
  },
  {
    what: "no tokenizer",
    harm: (folder) => rm(join(folder, "tokenizer.json")),
    told: /tokenizer\.json: .*expected this file; received none/,
  },
  {
    what: "a tokenizer of another format",
    harm: (folder) => writeFile(join(folder, "tokenizer.json"), '{"vocab":["a"]}'),
    told: /tokenizer\.json: .*expected a tokenizer of the hub's format/,
  },
  {
    what: "a tokenizer with more symbols than the weights",
    harm: (folder) => writeFile(join(folder, "tokenizer.json"), withToken("<far>", 40)),
    told: /tokenizer\.json: .*expected ids below 19, .*; received ids up to 40/,
  },
  {
    what: "weights of another kind",
    harm: (folder) => rename(join(folder, "model.safetensors"), join(folder, "pytorch_model.bin")),
    told: /expected model\.safetensors, or .*; received pytorch_model\.bin\. Fetch the model's safetensors/,
  },
  {
    what: "a shard that breaks off",
    model: { shards: 2 },
    harm: async (folder) => {
      const file = join(folder, SECOND);
      await truncate(file, (await readFile(file)).length - 8);
    },
    told: /model-00002-of-00002\.safetensors: data.*expected \d+ bytes; received \d+ bytes\. .*fetch it again/,
  },
  {
    what: "an index without its file",
    model: { shards: 2 },
    harm: (folder) => rm(join(folder, SECOND)),
    told: /model-00002-of-00002\.safetensors: .*expected this file, which .*index\.json names; received none\. Fetch the missing file/,
  },
  {
    what: "an index that names a tensor the file has not",
    model: { shards: 2 },
    harm: (folder) =>
      changeIndex(folder, (map) => ({ ...map, "model.norm.weight": otherThan(map, "model.norm.weight") })),
    told: /safetensors: model\.norm\.weight: .*expected this tensor.*; received none/,
  },
  {
    what: "an index that leaves a tensor out",
    model: { shards: 2 },
    harm: (folder) => changeIndex(folder, ({ "model.norm.weight": _, ...rest }) => rest),
    told: /index\.json: model\.norm\.weight: .*expected a tensor \[32\]; received none/,
  },
  {
    what: "weights of whole numbers",
    harm: (folder) => changeBytes(folder, (text) => text.replaceAll('"F32"', '"I32"')),
    told: /model\.safetensors: \S+: .*expected float32, float16 or bfloat16; received int32\. Choose weights/,
  },
  {
    what: "weights of a type that the format does not know",
    harm: (folder) => changeBytes(folder, (text) => text.replaceAll('"F32"', '"F99"')),
    told: /model\.safetensors: \S+\.dtype: .*expected F32.*; received F99/,
  },
  {
    what: "weights that are no numbers",
    harm: async (folder) => {
      const file = join(folder, "model.safetensors");
      const body = await readFile(file);
      body.writeFloatLE(Number.NaN, body.length - 8);
      await writeFile(file, body);
    },
    told: /model\.safetensors: \S+: .*expected finite numbers; received NaN at place \d+\. Fetch the file again/,
  },
  {
    what: "an index that leads out of the folder",
    model: { shards: 2 },
    harm: (folder) =>
      changeIndex(folder, (map) => ({ ...map, "model.norm.weight": "../elsewhere.safetensors" })),
    told: /index\.json: .*expected names of files beside it; received "\.\.\/elsewhere\.safetensors"/,
  },
];

const disagreements: readonly Broken[] = [
  {
    what: "another vocabulary",
    harm: (folder) => changeConfig(folder, { vocab_size: 21 }),
    told: /model\.embed_tokens\.weight: .*expected \[21,32\], as vocab_size in config\.json is 21; received \[19,32\]/,
  },
  {
    what: "another number of heads of keys",
    harm: (folder) => changeConfig(folder, { num_key_value_heads: 4 }),
    told: /layers\.0\.self_attn\.k_proj\.weight: .*expected \[32,32\]; received \[16,32\]\. Take config\.json and weights/,
  },
  {
    what: "fewer layers than the weights have",
    harm: (folder) => changeConfig(folder, { num_hidden_layers: 1 }),
    told: /model\.layers\.1\.\S+: .*expected only tensors of an architecture with 1 layers/,
  },
  {
    what: "an output that is not tied and not there",
    model: { config: { tie_word_embeddings: true } },
    harm: (folder) => changeConfig(folder, { tie_word_embeddings: false }),
    told: /lm_head\.weight: .*expected a tensor \[19,32\]; received none\. Set tie_word_embeddings/,
  },
  {
    what: "Qwen's name on weights without biases",
    harm: (folder) => changeConfig(folder, { architectures: ["Qwen2ForCausalLM"] }),
    told: /q_proj\.bias: .*expected a tensor \[32\]; received none/,
  },
];

for (const [name, cases] of Object.entries({ settings, files, disagreements }))
  describe(`refused with file, expectation and remedy: ${name}`, () => {
    for (const [place, { what, model, harm, told, lengths: asked, isOfUse }] of cases.entries())
      test(what, async () => {
        const folder = join(parent, `${name}-${place}`);
        await writeTinyModel(folder, model);
        await harm?.(folder);
        const isTold = (error: unknown) => {
          assert.ok(error instanceof BenchError, String(error));
          assert.match(explain(error), told);
          assert.ok(explain(error).startsWith(folder));
          return true;
        };
        await assert.rejects(openLanguageModel(folder, asked ?? lengths), isTold);
        if (isOfUse) await checkLanguageModel(folder);
        else await assert.rejects(checkLanguageModel(folder), isTold);
      });
  });

test("what files may hold beyond the model is passed over", async () => {
  const folder = join(parent, "tied");
  await writeTinyModel(folder);
  await changeConfig(folder, { tie_word_embeddings: true });
  const { config, parameters } = await openLanguageModel(folder, lengths);
  assert.ok(config.tiedOutput && parameters["output"] === undefined);
});

async function changeConfig(folder: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
  const file = join(folder, "config.json");
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, "utf8")), ...fields }));
}

/** Changes the text of the weights' header, of which the length stays. */
async function changeBytes(folder: string, change: (text: string) => string): Promise<void> {
  const file = join(folder, "model.safetensors");
  await writeFile(file, change((await readFile(file)).toString("latin1")), "latin1");
}

type WeightMap = Readonly<Record<string, string>>;

async function changeIndex(folder: string, change: (map: WeightMap) => WeightMap): Promise<void> {
  const file = join(folder, INDEX);
  const index = JSON.parse(await readFile(file, "utf8")) as { weight_map: WeightMap };
  await writeFile(file, JSON.stringify({ ...index, weight_map: change(index.weight_map) }));
}

function otherThan(map: WeightMap, tensor: string): string {
  return Object.values(map).find((file) => file !== map[tensor])!;
}

function withToken(content: string, id: number): string {
  const token = { ...tinyTokenizer.added_tokens[0], content, id };
  return JSON.stringify({ ...tinyTokenizer, added_tokens: [...tinyTokenizer.added_tokens, token] });
}
