import assert from "node:assert/strict";
import { test } from "node:test";
import { openLibrary } from "../../../tasks/news/library.ts";
import { buildVocabulary } from "../../../tasks/news/text/index.ts";
import { importText, jsonLines, plainPairs } from "./data/corpora.ts";
import { taskFile, tiny } from "./open.ts";

test("the newsroom has exactly the sizes of the setting, and no pair is in two parts", async () => {
  const { test: tests, pool, lessons, shares } = await openLibrary(tiny, 3, undefined);
  assert.equal(tests.length, tiny.corpus.test);
  assert.equal(pool.length, tiny.corpus.pool);
  assert.deepEqual(shares, { generator: 30, weak: 8, strong: 40 });
  assert.equal(lessons.length, 40);
  const all = [tests, pool, lessons].flatMap((articles) => articles.map(({ input }) => input));
  assert.equal(new Set(all).size, all.length);
});

test("the vocabulary is made of the generator's real pairs alone", async () => {
  const { vocabulary, lessons, shares } = await openLibrary(tiny, 3, undefined);
  const texts = lessons.slice(0, shares.generator).flatMap(({ input, output }) => [input, output]);
  assert.deepEqual(vocabulary.words, buildVocabulary(texts, tiny.vocabulary).words);
});

test("a smaller corpus is cut in the proportions of the setting", async (t) => {
  const { dataDir, info } = await importText(t, "pairs.jsonl", jsonLines(plainPairs(51)));
  const data = { name: "corpus", hash: info.sha256, folder: dataDir };
  const { test: tests, pool, lessons, shares, corpus } = await openLibrary(tiny, 3, data);
  // 12 test, 40 lessons and 20 of the pool become 8.5, 28.3 and 14.2.
  assert.deepEqual([tests.length, lessons.length, pool.length], [9, 28, 14]);
  assert.deepEqual(shares, { generator: 21, weak: 6, strong: 28 });
  assert.equal(corpus.sha256, info.sha256);
  const again = await openLibrary(tiny, 4, data);
  assert.deepEqual(again.pool, pool, "a stored corpus is the same for every seed");
});

test("the tiers keep the paper's proportion, an eighth of the training pairs being real", () => {
  for (const name of ["standard", "paper"] as const) {
    const { real, pool } = taskFile.tiers[name]!.frozen.setting.corpus;
    assert.equal(real / (real + pool), 0.125);
    assert.equal(taskFile.tiers[name]!.frozen.budget.keep, pool / 2);
  }
});
