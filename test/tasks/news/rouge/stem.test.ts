import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { porterStem } from "../../../../tasks/news/rouge/index.ts";

const pairs = readFileSync(new URL("./fixtures/stems.tsv", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => line.split("\t") as [string, string]);

test("every pair of the fixture, which holds words for each rule and each condition, is stemmed as nltk does", () => {
  assert.ok(pairs.length > 400);
  const wrong = pairs.filter(([word, stem]) => porterStem(word) !== stem);
  assert.deepEqual(wrong, []);
});

const examples: Record<string, readonly [string, string][]> = {
  "irregular forms go to their own stem": [
    ["skies", "sky"],
    ["dying", "die"],
    ["lying", "lie"],
    ["tying", "tie"],
    ["innings", "inning"],
    ["outings", "outing"],
    ["cannings", "canning"],
  ],
  "news, howe, proceed, exceed and succeed stay": ["news", "howe", "proceed", "exceed", "succeed"].map(
    (w) => [w, w],
  ),
  "words of two letters or fewer stay": [
    ["is", "is"],
    ["s", "s"],
  ],
  "ies gives ie in a four-letter word and i in a longer one": [
    ["dies", "die"],
    ["flies", "fli"],
  ],
  "ied gives ie in a four-letter word and i in a longer one": [
    ["died", "die"],
    ["spied", "spi"],
  ],
  "a final y turns to i only after a consonant that is not the first letter": [
    ["happy", "happi"],
    ["try", "tri"],
    ["enjoy", "enjoy"],
    ["by", "by"],
  ],
  "alli loses its ending first and then goes through step 2 again": [["rationally", "ration"]],
  "fulli gives ful, which step 3 removes": [["hopefully", "hope"]],
  "logi is measured with its l": [
    ["geology", "geolog"],
    ["theology", "theolog"],
  ],
  "bli gives ble": [["sensibly", "sensibl"]],
  "a whole stem of vowel and consonant counts as short, so it gets its e back": [
    ["using", "use"],
    ["aged", "age"],
    ["owed", "owe"],
  ],
  "digits count as consonants": [["2010s", "2010"]],
};

for (const [sentence, words] of Object.entries(examples)) {
  test(sentence, () => {
    for (const [word, stem] of words) assert.equal(porterStem(word), stem, word);
  });
}
