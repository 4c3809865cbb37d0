import assert from "node:assert/strict";
import { readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { decodeBundle } from "../../harness/artifacts/index.ts";
import { type Device, int32, openDevice } from "../../harness/engine/index.ts";
import { digestsOf } from "../../harness/inbound/index.ts";
import { type GgufModel, openGguf, startLlama } from "../../harness/models/gguf/index.ts";
import {
  mergeAdapter,
  type Parameters,
  type TransformerConfig,
  withFreshAdapter,
} from "../../harness/models/index.ts";
import {
  openLanguageModel,
  tokenizerOf,
  trainTokenizer,
  writeAdapter,
} from "../../harness/models/language/index.ts";
import { openFolderModel, openGgufModel, type TextProposing } from "../../harness/proposers/index.ts";
import { randomStream } from "../../harness/random/index.ts";
import { failsWith, testFolder } from "../inbound/folder.ts";
import { compute } from "../models/compute.ts";
import { withoutLlamaCpp } from "../models/llama-cpp.ts";
import {
  linear,
  llama3,
  type TinyModel,
  type tinyTokenizer,
  writeTinyModel,
} from "../models/llama-folder.ts";
import { writeGgufAdapter, writeTinyGguf } from "../models/llama-gguf.ts";
import { logProbability, referenceLogits } from "../models/llama-reference.ts";
import { targetLogits } from "../models/logits.ts";
import { emptyStore } from "./serving.ts";

const skip = withoutLlamaCpp;
const cpu = { device: "cpu", threads: 1 } as const;
/** Of log-probabilities; 3e-3 is what is promised. */
const LOG_PROBABILITY = 1e-4;
const PROMISED = 3e-3;
const SYMBOLS = [1, 5, 9, 18, 3, 3, 7, 12, 0, 16, 4, 11];
const MODELS: Readonly<Record<string, TinyModel>> = {
  "grouped queries, untied": {},
  "grouped queries, tied": { config: { tie_word_embeddings: true } },
  "one head of keys and values": { config: { num_key_value_heads: 1 } },
  "linear scaling": { config: linear },
  "Llama 3 scaling": { config: llama3 },
  "Qwen 2": { config: { architectures: ["Qwen2ForCausalLM"], model_type: "qwen2" } },
};

/** The same random model as a folder and as a file. */
async function bothForms(t: TestContext, model: TinyModel = {}) {
  const folder = await testFolder(t);
  const long = { max_position_embeddings: 256 };
  const written = await writeTinyModel(folder, { ...model, config: { ...long, ...model.config } });
  const file = join(folder, "tiny.gguf");
  await writeTinyGguf(file, written);
  return { folder, file, written };
}

/** A model whose tokenizer knows every byte. */
async function byteForms(t: TestContext) {
  const tokenizer = trainTokenizer(["a council of a council"], 265) as typeof tinyTokenizer;
  const folder = await testFolder(t);
  const written = await writeTinyModel(folder, {
    config: { vocab_size: 265, max_position_embeddings: 2048 },
  });
  await writeFile(join(folder, "tokenizer.json"), JSON.stringify(tokenizer));
  const file = join(folder, "bytes.gguf");
  await writeTinyGguf(file, written, tokenizer);
  return { folder, file, tokenizer };
}

function swap(vocab: Readonly<Record<string, number>>, one: string, other: string) {
  return { ...vocab, [one]: vocab[other]!, [other]: vocab[one]! };
}

async function opened(t: TestContext, file: string, more: object = {}) {
  const { store } = await emptyStore(t);
  const { sha256: id } = await digestsOf(file);
  const model = await openGgufModel({ file, name: "tiny", id, ...cpu, store, ...more });
  t.after(() => model[Symbol.asyncDispose]());
  return model;
}

async function allAfter(gguf: GgufModel, symbols: readonly number[]): Promise<number[]> {
  const all: number[] = [];
  await gguf.read(symbols, 0, (logprobs) => all.push(...logprobs));
  return all;
}

/** The engine's logits for every place of `symbols`, the first of which is the model's own start. */
async function engineLogits(
  device: Device,
  config: TransformerConfig,
  parameters: Parameters,
  symbols: readonly number[],
): Promise<number[][]> {
  const target = int32([1, symbols.length], [...symbols.slice(1), 0]);
  const { logits } = await compute(device, { ...parameters, target }, (inputs) => ({
    logits: targetLogits(config, inputs, inputs),
  }));
  const { vocabulary } = config;
  return symbols.map((_, place) => [...logits!].slice(place * vocabulary, (place + 1) * vocabulary));
}

function logProbabilities(logits: readonly (readonly number[])[]): number[] {
  return logits.flatMap((row) => row.map((_, symbol) => logProbability(row, symbol)));
}

function farthest(one: readonly number[], two: readonly number[]): number {
  assert.equal(one.length, two.length);
  return Math.max(...one.map((value, place) => Math.abs(value - two[place]!)));
}

describe("log-probabilities of a file are those of the folder's decoder, and of float64", { skip }, () => {
  for (const [name, model] of Object.entries(MODELS))
    test(name, async (t) => {
      const { folder, file, written } = await bothForms(t, model);
      await using gguf = await openGguf({ file, ...cpu });
      const theirs = await allAfter(gguf, SYMBOLS);
      const plain = farthest(theirs, logProbabilities(referenceLogits(written, SYMBOLS)));
      assert.ok(plain < LOG_PROBABILITY, `float64: ${plain}`);
      await using device = await openDevice("cpu");
      const { config, parameters } = await openLanguageModel(folder, {
        sourceLength: 0,
        targetLength: SYMBOLS.length,
      });
      const own = farthest(theirs, logProbabilities(await engineLogits(device, config, parameters, SYMBOLS)));
      assert.ok(own < LOG_PROBABILITY && own < PROMISED, `engine: ${own}`);
      assert.deepEqual(gguf.description.isTied, written.config["tie_word_embeddings"]);
    });
});

test("what was computed before changes no figure, and neither does where the reading begins", {
  skip,
}, async (t) => {
  const { file } = await bothForms(t);
  await using gguf = await openGguf({ file, ...cpu });
  const whole = await allAfter(gguf, SYMBOLS);
  const size = gguf.description.vocabulary;
  for (const from of [11, 3, 0]) {
    const part: number[] = [];
    await gguf.read(SYMBOLS, from, (logprobs) => part.push(...logprobs));
    assert.ok(farthest(part, whole.slice(from * size)) < 1e-5, `from ${from}`);
  }
  await allAfter(gguf, [1, 4, 4, 4]);
  await gguf.forget();
  assert.ok(farthest(await allAfter(gguf, SYMBOLS), whole) < 1e-5);
});

test("symbols that are all but impossible keep their figures: no tail is cut off", { skip }, async (t) => {
  const { folder, written } = await bothForms(t);
  const output = written.tensors.get("lm_head.weight")!;
  output.values.forEach((value, at) => {
    output.values[at] = value * 40;
  });
  const file = join(folder, "steep.gguf");
  await writeTinyGguf(file, written);
  await using gguf = await openGguf({ file, ...cpu });
  const expected = logProbabilities(referenceLogits(written, SYMBOLS));
  assert.ok(Math.min(...expected) < -150, `${Math.min(...expected)}`);
  assert.ok(farthest(await allAfter(gguf, SYMBOLS), expected) < 40 * LOG_PROBABILITY);
});

const greedy = { search: "greedy", candidates: 1, temperature: 1, topP: 1, maxTokens: 64, seed: 0 } as const;
const PROMPTS = ["ab c ab", "abc", "a b c", "cc ab"];

test("greedy texts of 64 symbols, and scores of texts, are the folder's", { skip }, async (t) => {
  let longest = 0;
  for (const name of ["grouped queries, untied", "Qwen 2"]) {
    const { folder, file } = await bothForms(t, MODELS[name]);
    const theirs = await opened(t, file);
    await using own = await openFolderModel({ folder, name: "tiny", device: "cpu" });
    const [texts, ours] = [await theirs.propose(PROMPTS, greedy), await own.propose(PROMPTS, greedy)];
    for (const [place, [text]] of texts.entries()) {
      const expected = ours[place]![0]!;
      assert.deepEqual(
        [text!.text, text!.tokens, text!.hasEnded],
        [expected.text, expected.tokens, expected.hasEnded],
      );
      assert.ok(Math.abs(text!.logprob - expected.logprob) < 64 * LOG_PROBABILITY);
      longest = Math.max(longest, text!.tokens);
    }
    const pairs = PROMPTS.map((prompt, place) => ({
      prompt,
      text: [" abc c", "c", "", " a"][place]!,
    }));
    const [read, reread] = [await theirs.score(pairs), await own.score(pairs)];
    for (const [place, { logprob, tokens }] of read.entries()) {
      assert.equal(tokens, reread[place]!.tokens);
      assert.ok(Math.abs(logprob - reread[place]!.logprob) < 10 * LOG_PROBABILITY, `${logprob}`);
    }
  }
  assert.equal(longest, 64, "no text was so long");
});

const sampled: TextProposing = {
  search: "sample",
  candidates: 4,
  temperature: 1.5,
  topP: 0.9,
  maxTokens: 6,
  seed: 3,
};

test("draws repeat by seed, begin with the greedy text, and are found as likely when they are read", {
  skip,
}, async (t) => {
  const { file } = await bothForms(t);
  const [one, two] = [await opened(t, file), await opened(t, file)];
  const prompts = ["abc", "b", "abc"];
  const written = await one.propose(prompts, sampled);
  assert.deepEqual(await two.propose(prompts, sampled), written);
  assert.deepEqual(
    written.map((texts) => texts[0]),
    (await two.propose(prompts, { ...sampled, search: "greedy" })).map(([text]) => text),
  );
  assert.notDeepEqual(written[0]!.slice(1), written[2]!.slice(1));
  assert.notDeepEqual(await two.propose(prompts, { ...sampled, seed: 4 }), written);
  const warm = await one.propose(prompts, { ...sampled, temperature: 3, topP: 1, candidates: 120 });
  const ended = warm
    .flatMap((texts, row) => texts.map((text) => ({ ...text, prompt: prompts[row]! })))
    .filter(({ text, hasEnded }) => hasEnded && /^[abc ]*$/.test(text));
  const scores = await one.score(ended);
  const alike = ended.filter(({ tokens }, place) => tokens === scores[place]!.tokens);
  assert.ok(alike.length > 0);
  for (const [place, { logprob, tokens }] of ended.entries())
    if (tokens === scores[place]!.tokens) assert.ok(Math.abs(logprob - scores[place]!.logprob) < 1e-4);
  await assert.rejects(
    one.propose(prompts, { ...sampled, search: "beam" }),
    failsWith("gguf-search", /--search/),
  );
});

test("drawn symbols are as frequent as the temperature and the cut say", { skip }, async (t) => {
  const { file, written } = await bothForms(t);
  const model = await opened(t, file);
  const draws = 800;
  const one = { ...sampled, candidates: draws + 1, topP: 0.8, maxTokens: 1 };
  const [texts] = await model.propose(["abc"], one);
  // Texts leave out special symbols; figures tell symbols apart.
  const logits = referenceLogits(written, [1, 9, 5]).at(-1)!;
  const cooled = logits.map((score) => score / one.temperature);
  const shares = cooled.map((_, symbol) => Math.exp(logProbability(cooled, symbol)));
  const order = [...shares.keys()].sort((a, b) => shares[b]! - shares[a]!);
  const before = (place: number) => order.slice(0, place).reduce((sum, symbol) => sum + shares[symbol]!, 0);
  const kept = order.filter((_, place) => before(place) < one.topP);
  const mass = kept.reduce((sum, symbol) => sum + shares[symbol]!, 0);
  assert.ok(kept.length > 2 && kept.length < order.length);
  for (const symbol of order) {
    const found = texts!
      .slice(1)
      .filter(({ logprob }) => Math.abs(logprob - logProbability(logits, symbol)) < 1e-4).length;
    const share = kept.includes(symbol) ? shares[symbol]! / mass : 0;
    const deviation = Math.sqrt(draws * share * (1 - share));
    assert.ok(
      Math.abs(found - draws * share) <= 4 * deviation,
      `symbol ${symbol}: ${found} of ${draws * share}`,
    );
  }
});

test("answers are kept: nothing is computed twice, and the cost is told as if it were", {
  skip,
}, async (t) => {
  const { file } = await bothForms(t);
  const { store } = await emptyStore(t);
  const pairs = PROMPTS.map((prompt) => ({ prompt, text: " abc" }));
  const one = await opened(t, file, { store });
  const first = [await one.propose(PROMPTS, sampled), await one.score(pairs)];
  const two = await opened(t, file, { store });
  assert.deepEqual([await two.propose(PROMPTS, sampled), await two.score(pairs)], first);
  assert.deepEqual([one.kept, two.kept, two.cost], [0, 2, one.cost]);
  assert.equal(one.cost.requests, 2 * PROMPTS.length);
});

test("a file that is cut short, no GGUF, holds numbers that are none, or is not there is an error with its name", {
  skip,
}, async (t) => {
  const { folder, file, written } = await bothForms(t);
  const whole = await readFile(file);
  const refused = (at: string, problem: RegExp) =>
    assert.rejects(openGguf({ file: at, ...cpu }), failsWith("gguf-broken", problem));
  for (const [bytes, problem] of [
    [whole.length - 80, /cut\.gguf.*not within the file bounds, model is corrupted or incomplete/],
    [300, /cut\.gguf.*failed to read key-value pairs/],
    [0, /cut\.gguf.*an empty file/],
  ] as const) {
    const at = join(folder, "cut.gguf");
    await writeFile(at, whole);
    await truncate(at, bytes);
    await refused(at, problem);
  }
  const other = join(folder, "other.gguf");
  await writeFile(other, "a text and no model");
  await refused(other, /Invalid GGUF magic/);
  await refused(join(folder, "none.gguf"), /nothing/);
  written.tensors.get("model.layers.1.mlp.up_proj.weight")!.values[5] = Number.NaN;
  await writeTinyGguf(other, written);
  await refused(other, /invalid data|nan/i);
});

test("a tokenizer that cuts otherwise, a text whose symbols are lost and one that is too long are refused", {
  skip,
}, async (t) => {
  const { file } = await bothForms(t);
  const model = await opened(t, file);
  await assert.rejects(
    model.score([{ prompt: "abc", text: " zab" }]),
    failsWith("gguf-tokenizes", /others, from "z" on/),
  );
  const long = [{ prompt: "b".repeat(300), text: "a" }];
  await assert.rejects(model.score(long), failsWith("gguf-broken", /302/));
  const bytes = await byteForms(t);
  const swapped = {
    ...bytes.tokenizer,
    model: { ...bytes.tokenizer.model, vocab: swap(bytes.tokenizer.model.vocab, "T", "h") },
  };
  await assert.rejects(
    opened(t, bytes.file, { tokenizer: tokenizerOf(swapped) }),
    failsWith("gguf-tokenizes", /bytes\.gguf/),
  );
  await opened(t, bytes.file, { tokenizer: tokenizerOf(bytes.tokenizer) });
});

test("an adapter that was written in peft's form gives the same figures in llama.cpp as merged in the engine", {
  skip,
}, async (t) => {
  const { folder, file, written } = await bothForms(t);
  const opened = await openLanguageModel(folder, { sourceLength: 0, targetLength: SYMBOLS.length });
  const targets = ["query", "key", "value", "output", "gate", "up", "down"] as const;
  const config = { ...opened.config, adapter: { rank: 4, alpha: 8, targets } };
  const random = randomStream("test-gguf-adapter");
  const fresh = withFreshAdapter(config, opened.parameters, random);
  const parameters = Object.fromEntries(
    Object.entries(fresh).map(([name, { data, ...shape }]) => [
      name,
      { ...shape, data: name.endsWith(".b") ? data.map(() => 0.3 * random.normal()) : data },
    ]),
  ) as Parameters;
  await writeAdapter(folder, { config, parameters }, "tiny");
  const adapter = join(folder, "adapter.gguf");
  const { arrays } = decodeBundle(await readFile(join(folder, "adapter_model.safetensors")), "adapter");
  const tensors = new Map(
    Object.entries(arrays).map(([name, { shape, data }]) => [
      name,
      { shape, values: Float64Array.from(data as Float32Array) },
    ]),
  );
  await writeGgufAdapter(adapter, written, { alpha: 8, tensors });
  await using device = await openDevice("cpu");
  const merged = mergeAdapter(config, parameters);
  const expected = logProbabilities(await engineLogits(device, merged.config, merged.parameters, SYMBOLS));
  const theirs = await underAdapter(file, adapter);
  assert.ok(farthest(theirs, expected) < PROMISED, `${farthest(theirs, expected)}`);
  const bare = logProbabilities(await engineLogits(device, opened.config, opened.parameters, SYMBOLS));
  assert.ok(farthest(expected, bare) > 1, "the adapter changes nothing");
});

async function underAdapter(modelPath: string, lora: string): Promise<number[]> {
  const { llama } = await startLlama("cpu");
  const model = await llama.loadModel({ modelPath });
  const cache = {
    experimentalKvCacheKeyType: "F32",
    experimentalKvCacheValueType: "F32",
    flashAttention: false,
  };
  const context = await model.createContext({ contextSize: 256, threads: 1, lora, ...cache });
  const options = { temperature: 8, topK: 0, topP: 1, minP: 0, seed: 0 };
  const answers = await context
    .getSequence()
    .controlledEvaluate(
      SYMBOLS.map((symbol) => [symbol, { generateNext: { probabilities: true, options } }] as const),
    );
  const rows = answers.map((answer) => {
    const shares = answer!.next.probabilities!;
    return Array.from({ length: shares.size }, (_, symbol) => 8 * Math.log(shares.get(symbol)!));
  });
  await context.dispose();
  await model.dispose();
  return logProbabilities(rows);
}
