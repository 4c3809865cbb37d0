import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { newsroom } from "../../../../tasks/news/corpus/index.ts";
import { textOf, wordsOf } from "../../../../tasks/news/text/index.ts";

test("a text is cut at blanks, between letters and digits, and around other characters", () => {
  assert.deepEqual(wordsOf("The A81, 907,000 crowns."), [
    " The",
    " A",
    "81",
    ",",
    " 907",
    ",",
    "000",
    " crowns",
    ".",
  ]);
});

test("every text comes back from its words, with each run of white space as one blank", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      assert.equal(textOf(wordsOf(text)), text.replaceAll(/\s+/g, " ").trim());
    }),
  );
});

test("stories of the newsroom come back as they are", () => {
  const room = newsroom(3);
  for (let index = 0; index < 200; index++) {
    const { article, summary } = room.story(index);
    assert.equal(textOf(wordsOf(article)), article);
    assert.equal(textOf(wordsOf(summary)), summary);
  }
});

test("an empty text has no words", () => {
  assert.deepEqual(wordsOf(""), []);
  assert.deepEqual(wordsOf(" \n\t "), []);
  assert.equal(textOf([]), "");
});
