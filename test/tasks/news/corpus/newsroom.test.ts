import assert from "node:assert/strict";
import { test } from "node:test";
import { newsroom, STORY_KINDS, type Story } from "../../../../tasks/news/corpus/index.ts";
import { rouge } from "../../../../tasks/news/rouge/index.ts";
import { unknownNames, unknownNumbers } from "./support.ts";

const room = newsroom(1);
const stories = Array.from({ length: 6000 }, (_, index) => room.story(index));

test("the story at a place is the same whatever was asked for before", () => {
  assert.deepEqual(newsroom(1).story(4321), stories[4321]);
  assert.deepEqual(room.story(17), stories[17]);
});

test("another seed tells other stories", () => {
  const mine = new Set(stories.map((story) => story.article));
  const shared = Array.from({ length: 6000 }, (_, index) => newsroom(2).story(index)).filter((story) =>
    mine.has(story.article),
  );
  assert.equal(shared.length, 0);
});

test("another telling of a story uses other words for the same event: its article supports the first summary", () => {
  let same = 0;
  for (const [index, story] of stories.slice(0, 1500).entries()) {
    const other = room.story(index, 1);
    assert.equal(other.kind, story.kind);
    if (other.article === story.article) same++;
    assert.deepEqual(unknownNames(story.summary, other.article), [], `${describe(story)} | ${other.article}`);
    assert.deepEqual(unknownNumbers(story, other.article), [], `${describe(story)} | ${other.article}`);
  }
  assert.equal(same, 0);
});

test("a wrong summary is another sentence in nearly the same words, the same each time, and every story has one", () => {
  let shared = 0;
  const some = stories.slice(0, 1500);
  for (const [index, { summary }] of some.entries()) {
    const wrong = room.wrongSummary(index);
    assert.ok(wrong !== undefined, summary);
    assert.notEqual(wrong, summary);
    assert.ok(!wrong.includes("undefined"), wrong);
    shared += rouge(wrong, summary, { types: ["rouge1"] }).rouge1.fMeasure;
    if (index < 50) assert.equal(newsroom(1).wrongSummary(index), wrong);
  }
  assert.ok(shared / some.length > 0.75 && shared / some.length < 0.9, `${shared / some.length}`);
});

test("about half of the wrong summaries name or count what their articles do not", () => {
  const strange = stories.slice(0, 1500).filter((story, index) => {
    const summary = room.wrongSummary(index)!;
    const names = unknownNames(summary, story.article);
    return names.length + unknownNumbers({ ...story, summary }, story.article).length > 0;
  });
  assert.ok(strange.length > 500 && strange.length < 1200, `${strange.length}`);
});

test("100,000 articles hold no article twice", () => {
  const seen = new Set<string>();
  for (let index = 0; index < 100_000; index++) seen.add(room.story(index).article);
  assert.equal(seen.size, 100_000);
});

test("every kind of story makes up about its equal share", () => {
  for (const kind of STORY_KINDS) {
    const share = stories.filter((story) => story.kind === kind).length / stories.length;
    assert.ok(Math.abs(share * STORY_KINDS.length - 1) < 0.25, `${kind}: ${share}`);
  }
});

test("the wording of one kind varies: leads and summaries stripped of names and numbers still differ", () => {
  for (const kind of STORY_KINDS) {
    const own = stories.filter((story) => story.kind === kind);
    const shape = (text: string) => text.replaceAll(/[A-Z]\w+|\d[\d,.]*/g, "_");
    assert.ok(new Set(own.map((story) => shape(story.lead))).size >= 3, `${kind}: leads`);
    assert.ok(new Set(own.map((story) => shape(story.summary))).size >= 4, `${kind}: summaries`);
  }
});

test("articles have 50 to 125 words and summaries 9 to 30, each on one line", () => {
  for (const { article, summary } of stories) {
    const [long, short] = [article.split(" ").length, summary.split(" ").length];
    assert.ok(long >= 50 && long <= 125, `${long} words: ${article}`);
    assert.ok(short >= 9 && short <= 30, `${short} words: ${summary}`);
    assert.doesNotMatch(article + summary, /\n/);
  }
});

test("the article begins with its lead, and no summary is a sentence of its article", () => {
  for (const { article, lead, summary } of stories) {
    assert.ok(article.startsWith(`${lead} `));
    assert.ok(!article.includes(summary.slice(0, -1)));
  }
});

const faults: Record<string, RegExp> = {
  "a hole in a template": /undefined|NaN|\[object|\$\{| {2}|\.\.|,,/,
  "a sentence without a capital": /[.?!]"? [a-z]/,
  "a before a vowel": /\b[Aa] (?=[aeio])(?!one\b)/,
  "an before a consonant": /\b[Aa]n (?=[b-df-gj-np-tv-z])/,
  "a word twice": /\b([a-z]+) \1\b/,
  "two figures in a row": /\d \d/,
  "one of many": /\b[Oo]ne (votes|members|others|people|men|women|patients|years|hours|cases)\b/,
};

for (const [fault, pattern] of Object.entries(faults)) {
  test(`no text has ${fault}`, () => {
    const found = stories
      .flatMap(({ article, summary }) => [article, summary])
      .filter((text) => pattern.test(text));
    assert.deepEqual(found.slice(0, 3), []);
  });
}

test("every text ends as a sentence does", () => {
  for (const { article, summary } of stories) {
    assert.match(article, /[.?!]"?$/);
    assert.match(summary, /^[A-Z0-9].*\.$/);
  }
});

test("every proper name in a summary is in its article or stands for a town that is", () => {
  for (const story of stories) {
    assert.deepEqual(unknownNames(story.summary, story.article), [], describe(story));
  }
});

test("every number in a summary is in its article, or follows from it by rounding and by the arithmetic of its kind", () => {
  for (const story of stories) {
    assert.deepEqual(unknownNumbers(story, story.article), [], describe(story));
  }
});

function describe({ kind, article, summary }: Story): string {
  return `${kind}: ${summary} | ${article}`;
}
