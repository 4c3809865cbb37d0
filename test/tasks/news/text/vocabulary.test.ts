import assert from "node:assert/strict";
import { test } from "node:test";
import { newsroom } from "../../../../tasks/news/corpus/index.ts";
import { buildVocabulary, specialSymbols, wordsOf } from "../../../../tasks/news/text/index.ts";

const options = { leastCount: 2, size: 100, borrowed: 2 };
const texts = ["the cat saw the dog", "the dog saw Ebbdale"];

test("words seen often enough have symbols, the most frequent first", () => {
  const { words, size } = buildVocabulary(texts, options);
  assert.deepEqual(words, [" the", " dog", " saw"]);
  assert.equal(size, 4 + 2 + 3);
});

test("equally frequent words come in the order of their code points, whatever the order of the texts", () => {
  const { words } = buildVocabulary(texts, options);
  assert.deepEqual(buildVocabulary(texts.toReversed(), options).words, words);
});

test("a vocabulary is never larger than it may be", () => {
  assert.equal(buildVocabulary(texts, { ...options, size: 8 }).size, 8);
  assert.deepEqual(buildVocabulary(texts, { ...options, size: 8 }).words, [" the", " dog"]);
});

test("an unknown word of the article can be said in the summary", () => {
  const vocabulary = buildVocabulary(texts, options);
  const article = vocabulary.readArticle("the mayor saw Ebbdale, the mayor", 10);
  assert.deepEqual(article.borrowed, [" mayor", " Ebbdale"]);
  const summary = vocabulary.readSummary("Ebbdale saw the mayor", 6, article.borrowed);
  assert.equal(vocabulary.write(summary, article.borrowed), "Ebbdale saw the mayor");
  assert.ok(
    article.symbols.includes(summary[0]!),
    "the summary's symbol is one of the article's, to be copied",
  );
});

test("a word that neither vocabulary nor article has is written as a mark that ROUGE does not count", () => {
  const vocabulary = buildVocabulary(texts, options);
  const summary = vocabulary.readSummary("the goat saw", 6, []);
  assert.equal(vocabulary.write(summary, []), "the ⁇ saw");
});

test("more unknown words than can be borrowed are all the same unknown word", () => {
  const vocabulary = buildVocabulary(texts, options);
  const { symbols, borrowed } = vocabulary.readArticle("one two three four two", 5);
  assert.deepEqual(borrowed, [" one", " two"]);
  assert.equal(symbols[2], symbols[3]);
  assert.equal(symbols[1], symbols[4]);
  assert.notEqual(symbols[0], symbols[2]);
});

test("a borrowed symbol the article has nothing for, padding and starts are harmless", () => {
  const vocabulary = buildVocabulary(texts, options);
  const { pad, start, end } = specialSymbols;
  assert.equal(vocabulary.write([5, pad, start, 6, end, 6], []), "⁇ the");
});

test("long texts are cut, and a summary always ends", () => {
  const vocabulary = buildVocabulary(texts, options);
  const symbols = vocabulary.readSummary("the dog saw the dog saw", 4, []);
  assert.equal(symbols[3], specialSymbols.end);
  assert.equal(vocabulary.write(symbols, []), "the dog saw");
  assert.equal(vocabulary.readArticle("the dog saw the dog", 3).symbols.length, 3);
});

test("every summary of the newsroom is written back, but for words that occur nowhere else", () => {
  const room = newsroom(0);
  const stories = Array.from({ length: 3200 }, (_, index) => room.story(index));
  const vocabulary = buildVocabulary(
    stories.slice(0, 3000).flatMap(({ article, summary }) => [article, summary]),
    { leastCount: 2, size: 4000, borrowed: 12 },
  );
  let unknown = 0;
  for (const { article, summary } of stories.slice(3000)) {
    const { borrowed } = vocabulary.readArticle(article, 128);
    const written = vocabulary.write(vocabulary.readSummary(summary, 40, borrowed), borrowed);
    if (written.includes("⁇")) unknown++;
    else assert.equal(written, summary);
    assert.equal(wordsOf(written).length, wordsOf(summary).length);
  }
  assert.ok(unknown < 10, `${unknown} of 200 summaries have a word that cannot be said`);
});
