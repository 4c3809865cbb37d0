import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { execa } from "execa";
import { int32, openDevice } from "../../harness/engine/index.ts";
import { type Candidates, openDecoder } from "../../harness/models/index.ts";
import { type LanguageModel, openLanguageModel } from "../../harness/models/language/index.ts";
import { openScorer } from "../../harness/models/scorer.ts";
import { randomStream } from "../../harness/random/index.ts";
import { assertClose } from "../engine/tolerance.ts";
import { compute } from "./compute.ts";
import {
  linear,
  llama3,
  type TinyModel,
  tinyTokenizer,
  type WrittenModel,
  writeTinyModel,
} from "./llama-folder.ts";
import { logProbability, referenceLogits } from "./llama-reference.ts";
import { targetLogits } from "./logits.ts";

const folder = await mkdtemp(join(tmpdir(), "language-"));
after(() => rm(folder, { recursive: true }));
const device = await openDevice("cpu");
after(() => device[Symbol.asyncDispose]());

/** Relative to the largest score. */
const LOGITS = 1e-4;
const LOG_PROBABILITY = 1e-5;
const MODELS: Readonly<Record<string, TinyModel>> = {
  "grouped queries, untied": {},
  "grouped queries, tied, two shards": { config: { tie_word_embeddings: true }, shards: 2 },
  "one head of keys and values": { config: { num_key_value_heads: 1 } },
  "as many keys and values as queries": { config: { num_key_value_heads: 4 } },
  "linear scaling": { config: linear },
  "Llama 3 scaling, two shards": { config: llama3, shards: 2 },
  "Llama 3 scaling, tied, another base": {
    config: { ...llama3, tie_word_embeddings: true, rope_theta: 500 },
  },
  bfloat16: { stored: "BF16" },
  "float16, two shards": { stored: "F16", shards: 2 },
  "Qwen 2": { config: { architectures: ["Qwen2ForCausalLM"], model_type: "qwen2" } },
};
const SYMBOLS = [1, 5, 9, 18, 3, 3, 7, 12, 0, 16, 4, 11];

interface Opened {
  readonly at: string;
  readonly written: WrittenModel;
}

async function written(name: string, model: TinyModel): Promise<Opened> {
  const at = join(folder, name.replaceAll(/\W+/g, "-"));
  return { at, written: await writeTinyModel(at, model) };
}

const models = new Map<string, Opened>();
for (const [name, model] of Object.entries(MODELS)) models.set(name, await written(name, model));

/** Scores for every position of `SYMBOLS`, the first of which is the model's own start. */
async function engineLogits(at: string): Promise<ArrayLike<number>> {
  const lengths = { sourceLength: 0, targetLength: SYMBOLS.length };
  const { config, parameters } = await openLanguageModel(at, lengths);
  const target = int32([1, SYMBOLS.length], [...SYMBOLS.slice(1), 0]);
  const { logits } = await compute(device, { ...parameters, target }, (inputs) => ({
    logits: targetLogits(config, inputs, inputs),
  }));
  return logits!;
}

describe("logits are those of a plain implementation in float64", () => {
  for (const [name, { at, written }] of models)
    test(name, async () => {
      assertClose(await engineLogits(at), referenceLogits(written, SYMBOLS).flat(), LOGITS, name);
    });
});

test("every setting of a model shows in its logits", () => {
  const seen = [...models.values()].map(({ written }) => referenceLogits(written, SYMBOLS).at(-1)!);
  for (const [place, one] of seen.entries())
    for (const other of seen.slice(0, place))
      assert.ok(
        one.some((score, symbol) => Math.abs(score - other[symbol]!) > 100 * LOGITS),
        `models ${place} and ${seen.indexOf(other)} compute the same`,
      );
});

const python = "/usr/bin/python3";
const withoutPython = existsSync(python) ? false : `there is no ${python}`;

test("logits are PyTorch's", { skip: withoutPython }, async (context) => {
  const script = join(import.meta.dirname, "fixtures", "llama_logits.py");
  const input = JSON.stringify([...models.values()].map(({ at }) => [at, SYMBOLS]));
  const { exitCode, stdout, stderr } = await execa(python, [script], { input, reject: false });
  if (stderr.includes("No module named 'torch'")) return context.skip(`${python} cannot import torch`);
  assert.equal(exitCode, 0, stderr);
  const theirs = JSON.parse(stdout) as number[][][];
  for (const [place, [name, { at }]] of [...models].entries())
    assertClose(await engineLogits(at), theirs[place]!.flat(), LOGITS, name);
});

describe("writing with kept keys and values", () => {
  const prompts = [
    [1, 5, 9, 18, 3, 7],
    [1, 4],
    [1, 8, 8, 12],
  ];
  const lengths = { sourceLength: 6, targetLength: 7, start: 10, pad: 0 };

  for (const name of [
    "grouped queries, untied",
    "one head of keys and values",
    "Llama 3 scaling, two shards",
  ]) {
    test(`${name}: the likeliest text is that of whole passes over unpadded prompts`, async () => {
      const { at, written } = models.get(name)!;
      const model = await openLanguageModel(at, lengths);
      await using decoder = await openDecoder(device, model.config, { kind: "greedy" });
      const found = await decoder.decode(model.parameters, sourcesOf(prompts, lengths));
      for (const [row, prompt] of prompts.entries()) {
        const { symbols, total } = greedyByWholePasses(
          written,
          [...prompt, lengths.start],
          lengths.targetLength,
        );
        const first = row * found.length;
        assert.deepEqual([...found.symbols.subarray(first, first + symbols.length)], symbols);
        assert.equal(found.lengths[row], symbols.length);
        assertClose([found.logProbabilities[row]!], [total], LOG_PROBABILITY, `prompt ${row}`);
      }
    });

    test(`${name}: log-probabilities of drawn candidates are those of whole passes, however many a source has`, async () => {
      const { at, written } = models.get(name)!;
      const model = await openLanguageModel(at, lengths);
      for (const candidates of [1, 5]) {
        const search = { kind: "sample", candidates } as const;
        await using decoder = await openDecoder(device, model.config, search);
        const sources = sourcesOf(prompts, lengths);
        const found = await decoder.decode(model.parameters, sources, randomStream("draws", 1));
        const again = await scoresOf(model, sources.data as Int32Array, found.symbols, candidates);
        const rows = [...found.logProbabilities.keys()].filter((row) => !writesPad(found, row));
        assert.ok(rows.length > 0, "some candidate is scored whole");
        const some = (values: ArrayLike<number>) => rows.map((row) => values[row]!);
        assertClose(some(found.logProbabilities), some(again), LOG_PROBABILITY, "scored by the engine");
        const plain = [...found.logProbabilities.keys()].map((row) => {
          const first = row * found.length;
          const symbols = found.symbols.subarray(first, first + found.lengths[row]!);
          const before = [...prompts[Math.floor(row / candidates)]!, lengths.start];
          return totalOf(written, before, [...symbols]);
        });
        assertClose(found.logProbabilities, plain, LOG_PROBABILITY, "scored in float64");
      }
    });
  }

  async function scoresOf(
    { config, parameters }: LanguageModel,
    sources: Int32Array,
    targets: Int32Array,
    each: number,
  ): Promise<Float64Array> {
    await using scorer = await openScorer(device, config, 4);
    const { sourceLength } = config;
    const repeated = Array.from({ length: sources.length / sourceLength }, (_, row) => [
      ...sources.subarray(row * sourceLength, (row + 1) * sourceLength),
    ]).flatMap((source) => Array.from({ length: each }, () => source).flat());
    return await scorer.score(parameters, Int32Array.from(repeated), targets);
  }
});

describe("a tokenizer in the hub's format", () => {
  const lengths = { sourceLength: 0, targetLength: 4 };

  test("cuts texts by its merges, byte by byte, and puts them together again", async () => {
    const { tokenizer } = await openLanguageModel(models.get("bfloat16")!.at, lengths);
    assert.deepEqual([...tokenizer.encode("ab abc c")], [9, 11, 6, 5]);
    assert.deepEqual([...tokenizer.encode("ab", true)], [1, 9]);
    assert.deepEqual([...tokenizer.encode("äb")], [12, 4]);
    assert.equal(tokenizer.decode([1, 9, 11, 12, 2]), "ab abcä");
    assert.deepEqual([tokenizer.encode("").length, tokenizer.decode([]), tokenizer.decode([2])], [0, "", ""]);
    assert.equal(tokenizer.size, 13);
  });

  test("numbers of every script are cut off where the format says so", async () => {
    const at = join(folder, "digits");
    await writeTinyModel(at);
    const { pre_tokenizer: bytes, model } = tinyTokenizer;
    const cutting = { type: "Digits", individual_digits: true };
    const vocab = { ...model.vocab, Â: 13, "²": 14, aÂ: 15, "aÂ²": 16 };
    const merges = [...model.merges, "a Â", "aÂ ²"];
    const changed = {
      ...tinyTokenizer,
      pre_tokenizer: { type: "Sequence", pretokenizers: [cutting, { ...bytes, use_regex: false }] },
      model: { ...model, vocab, merges },
    };
    await writeFile(join(at, "tokenizer.json"), JSON.stringify(changed));
    const { tokenizer } = await openLanguageModel(at, lengths);
    assert.deepEqual([...tokenizer.encode("a²b")], [3, 13, 14, 4]);
  });

  test("its publisher's settings come with the model", async () => {
    const { config, symbols, generation } = await openLanguageModel(models.get("bfloat16")!.at, lengths);
    assert.deepEqual(symbols, { start: 1, ends: [2, 3], pad: undefined });
    assert.deepEqual(config.symbols, { start: 1, end: 2 });
    assert.deepEqual(generation, { isSampled: true, temperature: 0.6 });
  });
});

/** A drawn symbol that also fills weighs nothing in a score. */
function writesPad({ symbols, lengths, length }: Candidates, row: number): boolean {
  return symbols.subarray(row * length, row * length + lengths[row]!).includes(0);
}

/** Filled on the left: positions after a prompt are the next ones. */
function sourcesOf(
  prompts: readonly number[][],
  { sourceLength, pad }: { sourceLength: number; pad: number },
) {
  const rows = prompts.map((prompt) => [...Array(sourceLength - prompt.length).fill(pad), ...prompt]);
  return int32([rows.length, sourceLength], rows.flat());
}

function greedyByWholePasses(model: WrittenModel, before: readonly number[], limit: number) {
  const symbols: number[] = [];
  let total = 0;
  while (symbols.length < limit && symbols.at(-1) !== 2) {
    const logits = referenceLogits(model, [...before, ...symbols]).at(-1)!;
    const best = logits.indexOf(Math.max(...logits));
    total += logProbability(logits, best);
    symbols.push(best);
  }
  return { symbols, total };
}

function totalOf(model: WrittenModel, before: readonly number[], symbols: readonly number[]): number {
  const logits = referenceLogits(model, [...before, ...symbols]).slice(before.length - 1);
  return symbols.reduce((sum, symbol, place) => sum + logProbability(logits[place]!, symbol), 0);
}
