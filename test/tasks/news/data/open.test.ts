import assert from "node:assert/strict";
import { test } from "node:test";
import { cleanText, openCorpus } from "../../../../tasks/news/data/index.ts";
import { failsWith, importText, jsonLines, plainPairs } from "./corpora.ts";

const sizes = { test: 20, train: 30, pool: 50 };

test("the newsroom opens with the sizes asked for, without overlap, and the same each time", async () => {
  const options = { dataDir: "/nowhere", seed: 1, sizes };
  const corpus = await openCorpus("newsroom", options);
  assert.deepEqual([corpus.test.length, corpus.train.length, corpus.pool.length], [20, 30, 50]);
  const ids = [...corpus.test, ...corpus.train, ...corpus.pool].map((pair) => pair.id);
  assert.equal(new Set(ids).size, 100);
  assert.deepEqual(await openCorpus("newsroom", options), corpus);
  assert.notEqual((await openCorpus("newsroom", { ...options, seed: 2 })).sha256, corpus.sha256);
  assert.notEqual(
    (await openCorpus("newsroom", { ...options, sizes: { ...sizes, pool: 49 } })).sha256,
    corpus.sha256,
  );
});

test("the newsroom tells the stories that it always told", async () => {
  const sizes = { test: 500, train: 1600, pool: 2800 };
  const corpus = await openCorpus("newsroom", { dataDir: "", seed: 1, sizes });
  // As the records of version 1 carry it.
  assert.equal(corpus.sha256, "db8e60aa37cf7fef89760defc2981d11e867f6df220b240709545b5a8d57a716");
});

test("the newsroom's stories are clean already", async () => {
  for (const { document, summary } of plainPairs(2000)) {
    assert.equal(cleanText(document), document);
    assert.equal(cleanText(summary), summary);
  }
});

test("a stored corpus opens by its name, with at most the sizes asked for and its stored hash", async (t) => {
  const { dataDir, info } = await importText(t, "pairs.jsonl", jsonLines(plainPairs(40)));
  const small = await openCorpus("corpus", { dataDir, seed: 1, sizes: { test: 2, train: 3, pool: 4 } });
  assert.deepEqual([small.test.length, small.train.length, small.pool.length], [2, 3, 4]);
  assert.equal(small.sha256, info.sha256);
  const large = await openCorpus("corpus", { dataDir, seed: 1, sizes: { test: 99, train: 99, pool: 99 } });
  assert.deepEqual([large.test.length, large.train.length, large.pool.length], [4, 5, 31]);
  assert.deepEqual(large.test.slice(0, 2), small.test);
});

test("a corpus that was never imported is named in the error", async () => {
  await assert.rejects(
    openCorpus("xsum", { dataDir: "/nowhere", seed: 1, sizes }),
    failsWith("corpus-unknown"),
  );
});
