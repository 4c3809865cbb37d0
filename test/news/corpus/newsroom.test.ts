import assert from "node:assert/strict";
import { test } from "node:test";
import { newsroom, STORY_KINDS, type Story } from "../../../tasks/news/corpus/index.ts";

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
    assert.deepEqual(
      unknownNumbers(story.summary, other.article),
      [],
      `${describe(story)} | ${other.article}`,
    );
  }
  assert.equal(same, 0);
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

test("every number in a summary is in its article, or rounded, added up or taken off from numbers that are", () => {
  for (const story of stories) {
    assert.deepEqual(unknownNumbers(story.summary, story.article), [], describe(story));
  }
});

function unknownNames(summary: string, article: string): string[] {
  const regions = /Northmark|Fens|Outer Isles|Lake Country|Iron Valleys|Eastshore|Southern Hills/g;
  const names =
    summary
      .slice(1)
      .replaceAll(regions, "")
      .match(/\b[A-Z]\w+/g) ?? [];
  return names.filter((name) => name !== "Sunday" && !article.includes(name));
}

function unknownNumbers(summary: string, article: string): number[] {
  const sets = article.match(/\b\d-\d\b/g)?.length ?? 0;
  const known = derivable([...numbersIn(article), sets]);
  return numbersIn(summary).filter((number) => !known.some((other) => sameOnceRounded(other, number)));
}

const words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

const fractions: Record<string, number> = {
  "three quarters": 75,
  "two thirds": 67,
  "a third": 33,
  half: 50,
  "a quarter": 25,
};

function numbersIn(text: string): number[] {
  const prepared = text
    .replaceAll(/ in (half a year|a year|a year and a half|two years) since /g, " since ")
    .replaceAll(/three quarters|two thirds|a third|\bhalf\b|a quarter/g, (part) => String(fractions[part]))
    .replaceAll(/(\d),(\d{3})/g, "$1$2")
    .replaceAll(/\ba (man|woman|child|motorcycle)\b/gi, "1 $1")
    .replaceAll(/([\d.]+) million/g, (_, millions) => String(Number(millions) * 1e6));
  const tokens = prepared.toLowerCase().match(/\d+(\.\d+)?|[a-z]+/g) ?? [];
  return tokens.flatMap((token) => {
    const place = words.indexOf(token);
    if (place >= 0) return [place + 1];
    return /^\d/.test(token) ? [Number(token)] : [];
  });
}

/** The numbers, the hours by which a rescue is called long, their sums of two and three, their differences, and their ratios in percent. */
function derivable(numbers: readonly number[]): number[] {
  const found = new Set([...numbers, 12]);
  for (const a of numbers) {
    for (const b of numbers) {
      found.add(a + b);
      found.add(Math.abs(a - b));
      if (b > 0) found.add(Math.round(a / b)).add(Math.round(Math.abs(100 * (1 - a / b))));
      for (const c of numbers) if (a <= 9 && b <= 9 && c <= 9) found.add(a + b + c);
    }
  }
  return [...found];
}

/** True for equal numbers, and where a round number is within one step of the exact one. */
function sameOnceRounded(exact: number, told: number): boolean {
  if (exact === told) return true;
  if (Object.values(fractions).includes(told) && Math.abs(exact - told) <= 2) return true;
  const step = exact < 100 ? 10 : exact < 1000 ? 100 : exact < 10_000 ? 1000 : exact < 1e6 ? 10_000 : 1e5;
  return exact > 20 && told % step === 0 && Math.abs(exact - told) < step;
}

function describe({ kind, article, summary }: Story): string {
  return `${kind}: ${summary} | ${article}`;
}
