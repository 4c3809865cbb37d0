import assert from "node:assert/strict";
import { test } from "node:test";
import {
  rouge,
  rougeOfSeveral,
  rougeTokens,
  sentencesOf,
  sightOf,
  unicodeTokens,
} from "../../../../tasks/news/rouge/index.ts";

const scripts: Record<string, string> = {
  Hindi: "नदी में बाढ़ आ गई है",
  Chinese: "河水昨天夜里上涨淹没了旧桥",
  Japanese: "昨夜、川の水が橋を越えた",
  Thai: "แม่น้ำท่วมสะพานเก่าเมื่อคืนนี้",
  Arabic: "غمر النهر الجسر القديم ليلة أمس",
  Russian: "Река затопила старый мост",
  Greek: "Ο ποταμός πλημμύρισε τη γέφυρα",
};

for (const [script, text] of Object.entries(scripts)) {
  test(`the reference scorer gives ${script} 0 against itself, and its sight says so`, () => {
    assert.equal(rouge(text, text).rouge1.fMeasure, 0);
    assert.equal(sightOf(text), "nothing");
  });

  test(`the words of ${script} are scored with the tokenizer named unicode`, () => {
    const scores = rouge(text, text, { tokenizer: "unicode" });
    assert.equal(scores.rouge1.fMeasure, 1);
    assert.equal(scores.rougeL.fMeasure, 1);
    assert.ok(unicodeTokens(text, false).length >= 4, unicodeTokens(text, false).join("|"));
    const other = scripts[script === "Hindi" ? "Arabic" : "Hindi"]!;
    assert.equal(rouge(text, other, { tokenizer: "unicode" }).rouge1.fMeasure, 0);
  });
}

test("a few Latin letters and digits in another script are little, accents in a Latin one are enough", () => {
  assert.equal(sightOf("नदी 2024 में बाढ़ आ गई, BJP ने कहा"), "little");
  assert.equal(sightOf("Đội tuyển Việt Nam thắng trận chung kết"), "enough");
  assert.equal(sightOf("naïve café"), "enough");
  assert.equal(sightOf("PLAIN"), "enough");
  assert.equal(sightOf("🎉 —"), "nothing");
  assert.equal(sightOf(""), "enough");
});

test("unicode words do not depend on how marks are composed, on case or on invisible characters", () => {
  assert.deepEqual(unicodeTokens("Éte\u0301 cafe\u0301", false), unicodeTokens("été CAFÉ", false));
  assert.deepEqual(unicodeTokens("so\u00ADft \u200Emark\u200F", false), ["soft", "mark"]);
  assert.deepEqual(unicodeTokens("two\u200Bwords", false), ["two", "words"]);
  assert.deepEqual(unicodeTokens("dogs, naïvely: 3.5 नदियाँ", true), ["dog", "naïvely", "3.5", "नदियाँ"]);
});

test("without being asked the tokenizer is the reference scorer's", () => {
  assert.deepEqual(rouge("naïve", "na ve"), rouge("naïve", "na ve", { tokenizer: "reference" }));
  assert.equal(rouge("naïve", "na ve").rouge1.fMeasure, 1);
  assert.deepEqual(rougeTokens("naïve", false), ["na", "ve"]);
});

test("of several references each type takes its own best by F, the first of equals", () => {
  const references = ["the old bridge is open", "bridge closed", "closed the bridge"];
  const prediction = "the bridge closed";
  const best = rougeOfSeveral(prediction, references, "best");
  const each = references.map((reference) => rouge(prediction, reference));
  assert.deepEqual(best.rouge1, each[2]!.rouge1);
  assert.deepEqual(best.rouge2, each[1]!.rouge2);
  assert.deepEqual(best.rougeL, each[1]!.rougeL);
  const mean = rougeOfSeveral(prediction, references, "mean");
  for (const part of ["precision", "recall", "fMeasure"] as const) {
    const sum = each.reduce((total, score) => total + score.rouge1[part], 0);
    assert.ok(Math.abs(mean.rouge1[part] - sum / 3) < 1e-12);
  }
  assert.deepEqual(rougeOfSeveral(prediction, ["bridge"], "mean"), rouge(prediction, "bridge"));
});

test("sentences end at lines and full stops, not behind titles, initials and months, nor before small letters", () => {
  assert.deepEqual(
    sentencesOf(
      'Mr. Smith met J. K. Rowling on Jan. 5. He left! "Why?" she asked.\nIt cost $3.50. 今天很好。明天下雨。',
    ).map((text) => text.trim()),
    [
      "Mr. Smith met J. K. Rowling on Jan. 5.",
      "He left!",
      '"Why?" she asked.',
      "It cost $3.50.",
      "今天很好。",
      "明天下雨。",
    ],
  );
});

test("ROUGE-Lsum takes lines for sentences, and cuts them further on request", () => {
  const [prediction, reference] = ["C d. A b.", "A b. C d."];
  const types = ["rougeL", "rougeLsum"] as const;
  assert.equal(rouge(prediction, reference, { types }).rougeLsum.fMeasure, 1 / 2);
  const split = rouge(prediction, reference, { types, splitSentences: true });
  assert.equal(split.rougeLsum.fMeasure, 1);
  assert.equal(split.rougeL.fMeasure, 1 / 2);
});
