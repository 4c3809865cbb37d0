import assert from "node:assert/strict";
import { test } from "node:test";
import { newsroom } from "../../../tasks/news/corpus/index.ts";
import { openLibrary } from "../../../tasks/news/library.ts";
import { failsWith, importText, jsonLines, plainPairs } from "./data/corpora.ts";
import { taskFile, tiny } from "./open.ts";

const rounds = 3;

test("the newsroom has exactly the sizes of the setting in every round, and no pair is in two parts", async () => {
  const library = await openLibrary({ setting: tiny, rounds, room: 3 });
  const { test: tests, lessons, shares, poolOf } = library;
  assert.equal(tests.length, tiny.corpus.test);
  assert.deepEqual(shares, { generator: 30, weak: 8, strong: 40 });
  assert.equal(lessons.length, 40);
  const pools = Array.from({ length: rounds }, (_, before) => poolOf(before + 1));
  for (const pool of pools) assert.equal(pool.length, tiny.corpus.pool);
  const all = [tests, lessons, ...pools].flatMap((articles) => articles.map(({ input }) => input));
  assert.equal(new Set(all).size, all.length);
  assert.equal(poolOf(2), pools[1]);
});

test("a stated share of the newsroom's references has a fact wrong, the test's, the real pairs' and the pool's", async () => {
  const corpus = { test: 300, real: 300, pool: 300 };
  const setting = { ...tiny, corpus, verifiers: { ...tiny.verifiers, strong: { real: 300 } } };
  const room = newsroom(3);
  const truth = Array.from({ length: 900 }, (_, index) => room.story(index).summary);
  for (const wrong of [0, 0.5, 1]) {
    const library = await openLibrary({ setting: { ...setting, references: { wrong } }, rounds: 1, room: 3 });
    const parts = [library.test, library.lessons, library.poolOf(1)];
    for (const [part, pairs] of parts.entries()) {
      const share = pairs.filter(({ output }, index) => output !== truth[300 * part + index]).length / 300;
      assert.ok(Math.abs(share - wrong) < 0.1 && (wrong === 0.5 || share === wrong), `${share} for ${wrong}`);
    }
    assert.deepEqual(library.right, truth.slice(0, 300));
  }
});

test("a smaller corpus is cut in the proportions of the setting, a part of its pool for each round", async (t) => {
  const { dataDir, info } = await importText(t, "pairs.jsonl", jsonLines(plainPairs(51)));
  const data = { name: "corpus", hash: info.sha256, folder: dataDir };
  const library = await openLibrary({ setting: tiny, rounds, room: 3, data });
  const { test: tests, lessons, shares, poolOf, corpus, right } = library;
  // 12 test, 40 lessons and three times 20 of the pool become 5.5, 18.2 and 27.3.
  assert.deepEqual([tests.length, lessons.length, poolOf(1).length, poolOf(3).length], [5, 18, 9, 9]);
  assert.deepEqual(shares, { generator: 14, weak: 4, strong: 18 });
  assert.equal(corpus.sha256, info.sha256);
  assert.deepEqual(
    right,
    tests.map(({ output }) => output),
  );
  const read = [...library.reading.stories(1000)].map(({ article }) => article);
  assert.ok(
    tests.every(({ input }) => !read.includes(input)),
    "the base never reads the test",
  );
  const again = await openLibrary({ setting: tiny, rounds, room: 4, data });
  assert.deepEqual(again.poolOf(2), poolOf(2), "a stored corpus is the same for every seed");
});

test("a corpus with fewer articles than rounds is refused", async (t) => {
  const { dataDir, info } = await importText(t, "pairs.jsonl", jsonLines(plainPairs(4)));
  const data = { name: "corpus", hash: info.sha256, folder: dataDir };
  await assert.rejects(
    openLibrary({ setting: tiny, rounds: 9, room: 3, data }),
    failsWith("corpus-too-small"),
  );
});

test("the tiers keep a candidate of three quarters of a round's articles", () => {
  for (const name of ["smoke", "trial", "standard", "paper"] as const) {
    const { budget, setting } = taskFile.tiers[name]!.frozen;
    assert.equal(budget.keep, 0.75 * setting.corpus.pool);
  }
});
