import assert from "node:assert/strict";
import { test } from "node:test";
import type { TransformerConfig } from "../../../../harness/models/index.ts";
import { madeSymbols, tokenizerOf, trainTokenizer } from "../../../../harness/models/language/index.ts";
import { languageCodec, promptOf } from "../../../../tasks/news/lm/codec.ts";

const tokenizer = tokenizerOf(
  trainTokenizer(["A fox ran over the hill. In short: a fox ran", "The hill is high and the fox ran"], 290),
);
const prompt = promptOf(tokenizer, "\n\nIn short:");
const { pad, end, start: begin } = madeSymbols;
const [sourceLength, targetLength] = [40, 12];
const identity = { weights: "w", tokenizer: "t", configuration: "c" };
const config: TransformerConfig = {
  kind: "decoder-only",
  vocabulary: 290,
  width: 8,
  heads: 2,
  feedForward: 8,
  encoderLayers: 0,
  decoderLayers: 1,
  activation: "swiglu",
  positions: "rotary",
  sourceLength,
  targetLength,
  tiedOutput: true,
  symbols: { start: prompt.last, end, pad },
};
const codec = languageCodec({ tokenizer, identity }, { config, begin, ends: [end, 7] }, prompt);

test("an article is filled on the left, begins as the model's texts do, and is followed by the prompt but for its last symbol", () => {
  const { source } = codec.read("A fox ran.");
  const filled = source.findIndex((symbol) => symbol !== pad);
  assert.ok(filled > 0);
  assert.deepEqual(
    [...source.subarray(filled)],
    [begin, ...tokenizer.encode("A fox ran."), ...prompt.before],
  );
  assert.equal(tokenizer.decode([...prompt.before, prompt.last]), "\n\nIn short:");
});

test("of a long article the beginning is read, and the prompt is whole", () => {
  const { source } = codec.read("The hill is high and the fox ran over the hill. ".repeat(9));
  assert.equal(source.length, sourceLength);
  assert.ok(!source.includes(pad));
  assert.deepEqual([...source.slice(-prompt.before.length)], [...prompt.before]);
});

test("a summary comes back, a long one cut, and ends at any of the model's ends", () => {
  const { encode, decode } = codec.read("A fox ran.");
  assert.equal(decode(encode("a fox ran")), "a fox ran");
  const long = encode("the hill is high and the fox ran over the hill and over the hill");
  assert.deepEqual([long.length, long.at(-1)], [targetLength, end]);
  const symbols = encode("a fox ran");
  const other = symbols.map((symbol) => (symbol === end ? 7 : symbol));
  assert.equal(decode(other), "a fox ran");
  assert.equal(decode(Int32Array.of(end, 50, 51)), "");
});

test("another tokenizer or prompt is another codec", () => {
  const opened = { config, begin, ends: [end] };
  const others = [
    languageCodec({ tokenizer, identity: { ...identity, tokenizer: "other" } }, opened, prompt),
    languageCodec({ tokenizer, identity }, opened, promptOf(tokenizer, "\nSummary:")),
  ];
  assert.equal(new Set([codec, ...others].map(({ id }) => id)).size, 3);
  const weights = languageCodec({ tokenizer, identity: { ...identity, weights: "other" } }, opened, prompt);
  assert.equal(weights.id, codec.id);
});
