import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isLonger, symbolCount, wordCount, wordsOf } from "../../../../tasks/news/text/index.ts";

test("words are counted between blanks, and by dictionary in scripts without blanks", () => {
  assert.equal(wordCount("The U.S. won 3-1, late"), 5);
  assert.equal(wordCount("नदी में बाढ़ आ गई"), 5);
  assert.equal(wordCount("河水淹没了旧桥"), 5);
  assert.ok(wordCount("แม่น้ำท่วมสะพานเก่า") >= 3);
  assert.ok(wordCount("昨夜、川の水が橋を越えた") >= 5);
  assert.equal(wordCount(""), 0);
  assert.equal(wordCount(" \n "), 0);
});

test("a text is longer when it has more words, in any script", () => {
  assert.ok(isLonger("a b c", "a b"));
  assert.ok(!isLonger("a b", "c d"));
  assert.ok(isLonger("河水昨天夜里上涨淹没了村口的旧桥", "河水淹没旧桥"));
  assert.ok(!isLonger("学校停课", "学校停课"));
  assert.ok(isLonger("one two three", "桥"));
});

test("property: symbols are as many as the words that a model reads", () => {
  const part = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      " ",
      "\n",
      "\u00A0",
      "907,000",
      "naïve",
      "e\u0301",
      "नदी",
      "\u200D",
      "😀",
      "٣",
      "\ud800",
      "²",
    ),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const text = parts.join("");
      assert.equal(symbolCount(text), wordsOf(text).length);
    }),
    { numRuns: 2000 },
  );
});
