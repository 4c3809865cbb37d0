import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { madeSymbols, tokenizerOf, trainTokenizer } from "../../harness/models/language/index.ts";

const bytesAndSpecial = 256 + Object.keys(madeSymbols).length;
const texts = ["low lower lowest", "new newer newest", "low low new"];

function mergesOf(size: number): readonly string[] {
  return (trainTokenizer(texts, size)["model"] as { merges: readonly string[] }).merges;
}

test("the most frequent pairs are merged first, equally frequent ones by their letters, pieces by pieces", () => {
  // "low" comes 5 times and "new" 4 times; a blank before either 3 times.
  assert.deepEqual(mergesOf(bytesAndSpecial + 4), ["l o", "lo w", "e w", "n ew"]);
  assert.deepEqual(mergesOf(bytesAndSpecial + 6).slice(4), ["Ġ low", "Ġ new"]);
});

test("there are as many symbols as asked for, or as many as there are pairs that come twice", () => {
  assert.equal(tokenizerOf(trainTokenizer(texts, bytesAndSpecial + 3)).size, bytesAndSpecial + 3);
  const most = tokenizerOf(trainTokenizer(texts, 10_000)).size;
  assert.ok(most > bytesAndSpecial + 6 && most < bytesAndSpecial + 40, `${most}`);
});

test("texts are cut into fewer symbols than bytes, and any text comes back to the letter", () => {
  const tokenizer = tokenizerOf(trainTokenizer(texts, bytesAndSpecial + 12));
  assert.ok(tokenizer.encode("lowest newest").length <= 6);
  assert.deepEqual([...tokenizer.encode("", true)], [madeSymbols.start]);
  const anyText = fc.string({ unit: "grapheme", maxLength: 40 }).filter((text) => text.isWellFormed());
  fc.assert(
    fc.property(anyText, (text) => {
      fc.pre(!/<(pad|s|\/s)>/.test(text));
      assert.equal(tokenizer.decode(tokenizer.encode(text)), text);
    }),
    { numRuns: 200 },
  );
});
