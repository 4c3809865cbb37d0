import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { type ArtifactStore, openArtifacts } from "../../../harness/artifacts/index.ts";
import { gapMark, gapOf } from "../../../tasks/news/base/gap.ts";
import {
  type BaseSetting,
  baseOf,
  corpusReading,
  languageOf,
  newsroomReading,
} from "../../../tasks/news/base/index.ts";
import { exercisesOf } from "../../../tasks/news/base/reading.ts";
import { telegram } from "../../../tasks/news/base/telegram.ts";
import { newsroom } from "../../../tasks/news/corpus/index.ts";
import { rouge } from "../../../tasks/news/rouge/index.ts";
import { taskFile } from "./open.ts";

const stories = Array.from({ length: 300 }, (_, index) => newsroom(3).story(index));
const { model } = taskFile.tiers.smoke!.frozen.setting;
const setting: BaseSetting = {
  made: "here",
  stories: 20,
  exercises: ["gap", "telegram"],
  training: { steps: 8, batch: 4, schedule: "constant", learningRate: 0.01, warmupSteps: 2, clipNorm: 1 },
};
const vocabulary = { stories: 20, leastCount: 2, size: 300, borrowed: 6 };

test("the sentence that shares most with its article is taken out, and fits where the mark stands", () => {
  const three = "A dog bit a man. The sea is blue. The man hit the dog.";
  assert.deepEqual(gapOf(three), {
    article: `A dog bit a man. The sea is blue. ${gapMark}`,
    sentence: "The man hit the dog.",
  });
  assert.equal(gapOf("A dog bit a man."), undefined);
  for (const { article } of stories) {
    const gap = gapOf(article)!;
    assert.equal(gap.article.split(gapMark).length, 2);
    assert.equal(
      gap.article.replace(gapMark, () => gap.sentence),
      article,
    );
  }
});

test("a telegram is shorter than its summary and far from it in words, but has its numbers", () => {
  let shared = 0;
  for (const { summary } of stories) {
    const short = telegram(summary);
    assert.ok(short.split(" ").length < summary.split(" ").length, short);
    shared += rouge(short, summary, { types: ["rouge1"] }).rouge1.fMeasure / stories.length;
    assert.deepEqual(short.match(/\d+/g), summary.match(/\d+/g));
  }
  assert.ok(shared > 0.3 && shared < 0.5, `${shared}`);
});

test("a newsroom's stories are told once as each exercise, a corpus's articles as gaps alone", () => {
  const both = { stories: 5, exercises: setting.exercises };
  const [gap, wired, ...more] = [...exercisesOf(newsroomReading, both)];
  assert.equal(more.length, 8);
  assert.notEqual(gap!.input, wired!.input);
  assert.ok(gap!.input.includes(gapMark) && !wired!.input.includes(gapMark));
  const pairs = stories.map(({ article, summary }, id) => ({ id: `${id}`, document: article, summary }));
  const parts = { sha256: "0", train: pairs.slice(0, 2), pool: pairs.slice(2, 4) };
  const gaps = [...exercisesOf(corpusReading(parts), both)];
  assert.deepEqual(
    gaps.map(({ output }) => output),
    stories.slice(0, 4).map(({ article }) => gapOf(article)!.sentence),
  );
});

test("a base is trained once for all seeds; another name, size or training is another base", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "collapse-bench-base-"));
  const store = openArtifacts(folder);
  let made = 0;
  const common: ArtifactStore = {
    ...store,
    bundle: (key, compute) =>
      store.bundle(key, () => {
        made++;
        return compute();
      }),
  };
  const place = { reading: newsroomReading, vocabulary, common, device: "cpu" };
  const base = await baseOf("own", setting, model, place);
  assert.equal(made, 2, "the language and the base");
  assert.deepEqual(await baseOf("own", setting, model, place), base);
  assert.equal(made, 2);
  const others = [
    await baseOf("other", setting, model, place),
    await baseOf("own", { ...setting, training: { ...setting.training, steps: 9 } }, model, place),
    await baseOf("own", setting, { ...model, width: 16 }, place),
  ];
  assert.equal(made, 5);
  for (const other of others) assert.notDeepEqual(other, base);
  const { words, size } = await languageOf(place);
  assert.equal(size, base["embedding"]!.shape[0]);
  assert.ok(words.length > 100 && words.includes(" the"));
  await rm(folder, { recursive: true });
});
