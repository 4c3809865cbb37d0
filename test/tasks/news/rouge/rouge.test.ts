import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BenchError } from "../../../../harness/errors/index.ts";
import {
  parseRougeTypes,
  ROUGE_TYPES,
  type RougeScore,
  rouge,
  rougeTokens,
} from "../../../../tasks/news/rouge/index.ts";

function close(score: RougeScore, precision: number, recall: number): void {
  const sum = precision + recall;
  assert.ok(Math.abs(score.precision - precision) < 1e-12, `precision ${score.precision}, not ${precision}`);
  assert.ok(Math.abs(score.recall - recall) < 1e-12, `recall ${score.recall}, not ${recall}`);
  const f = sum === 0 ? 0 : (2 * precision * recall) / sum;
  assert.ok(Math.abs(score.fMeasure - f) < 1e-12, `F ${score.fMeasure}, not ${f}`);
}

test("tokens are lower-case runs of ASCII letters and digits", () => {
  assert.deepEqual(rougeTokens("The U.S. won 3-1, naïvely!\tOK", false), [
    "the",
    "u",
    "s",
    "won",
    "3",
    "1",
    "na",
    "vely",
    "ok",
  ]);
  assert.deepEqual(rougeTokens("—…£", false), []);
  assert.deepEqual(rougeTokens("", true), []);
});

test("letters that become ASCII in lower case count as ASCII, as in Python", () => {
  assert.deepEqual(rougeTokens("300 \u212A", false), ["300", "k"]);
  assert.deepEqual(rougeTokens("\u0130stanbul", false), ["i", "stanbul"]);
});

test("with the stemmer only tokens longer than 3 characters are stemmed", () => {
  assert.deepEqual(rougeTokens("His dogs gas was using uses", true), [
    "his",
    "dog",
    "gas",
    "was",
    "use",
    "use",
  ]);
});

test("ROUGE-N clips repeats to the smaller count", () => {
  const scores = rouge("the the the cat", "the cat sat on the mat", { types: ["rouge1", "rouge2"] });
  close(scores.rouge1, 3 / 4, 3 / 6);
  close(scores.rouge2, 1 / 3, 1 / 5);
});

test("ROUGE-3 to ROUGE-9 count longer runs, and a text shorter than n has none", () => {
  const scores = rouge("a b c d e f g h i", "a b c d e x g h i", { types: ["rouge3", "rouge5", "rouge9"] });
  close(scores.rouge3, 4 / 7, 4 / 7);
  close(scores.rouge5, 1 / 5, 1 / 5);
  close(scores.rouge9, 0, 0);
  close(rouge("a b", "a b", { types: ["rouge3"] }).rouge3, 0, 0);
});

test("n-grams of different words never look alike", () => {
  close(rouge("ab c", "a bc", { types: ["rouge2"] }).rouge2, 0, 0);
});

test("ROUGE-L is the longest common subsequence over all tokens, line ends ignored", () => {
  close(
    rouge("police kill the gunman", "police killed the gunman", { types: ["rougeL"] }).rougeL,
    3 / 4,
    3 / 4,
  );
  close(
    rouge("the gunman kill police", "police killed the gunman", { types: ["rougeL"] }).rougeL,
    2 / 4,
    2 / 4,
  );
  close(rouge("w1 w2\nw3", "w2 w3 w4", { types: ["rougeL"] }).rougeL, 2 / 3, 2 / 3);
});

test("ROUGE-Lsum is the union over predicted sentences, as in Lin's example", () => {
  const { rougeLsum } = rouge("w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5", "w1 w2 w3 w4 w5", { types: ["rougeLsum"] });
  close(rougeLsum, 4 / 10, 4 / 5);
});

test("ROUGE-Lsum splits at line feeds only, not at full stops", () => {
  const split = rouge("b c\na", "a b c", { types: ["rougeLsum"] }).rougeLsum;
  const whole = rouge("b c. a", "a b c", { types: ["rougeLsum"] }).rougeLsum;
  close(split, 1, 1);
  close(whole, 2 / 3, 2 / 3);
});

test("ROUGE-Lsum clips hits by what is left on both sides", () => {
  close(rouge("a", "a\na", { types: ["rougeLsum"] }).rougeLsum, 1, 1 / 2);
  close(rouge("a\na", "a", { types: ["rougeLsum"] }).rougeLsum, 1 / 2, 1);
});

test("an empty side scores 0 for every type", () => {
  for (const [prediction, reference] of [
    ["", "a b"],
    ["a b", ""],
    ["", ""],
    ["\n\n", "a"],
    ["?!", "a"],
  ] as const) {
    for (const score of Object.values(rouge(prediction, reference, { types: ROUGE_TYPES })))
      close(score, 0, 0);
  }
});

test("the stemmer joins forms of one word", () => {
  const texts = ["markets were falling", "the market fell in a fall"] as const;
  close(rouge(...texts, { types: ["rouge1"] }).rouge1, 0, 0);
  close(rouge(...texts, { types: ["rouge1"], stemmer: true }).rouge1, 2 / 3, 2 / 6);
});

test("asked for nothing else, rouge1, rouge2 and rougeL are scored", () => {
  assert.deepEqual(Object.keys(rouge("a", "a")), ["rouge1", "rouge2", "rougeL"]);
});

test("a type that does not exist is refused by name", () => {
  assert.deepEqual(parseRougeTypes("rouge1, rougeLsum"), ["rouge1", "rougeLsum"]);
  for (const name of ["rouge0", "rouge10", "ROUGE1", ""]) {
    assert.throws(
      () => parseRougeTypes(name),
      (error) => error instanceof BenchError && error.code === "rouge-unknown-type",
    );
  }
});

const word = fc.constantFrom("a", "b", "the", "running", "runs", "Nations", "national", "10", "été", "x-y");
const text = fc
  .array(fc.tuple(word, fc.constantFrom(" ", " ", " ", ". ", "\n", " — ")), { maxLength: 24 })
  .map((parts) => parts.flat().join(""));
const types = ["rouge1", "rouge2", "rouge3", "rougeL", "rougeLsum"] as const;

test("property: every number lies in [0, 1] and F between the smaller and the larger of its parts", () => {
  fc.assert(
    fc.property(text, text, fc.boolean(), (prediction, reference, stemmer) => {
      for (const { precision, recall, fMeasure } of Object.values(
        rouge(prediction, reference, { types, stemmer }),
      )) {
        assert.ok(precision >= 0 && precision <= 1 && recall >= 0 && recall <= 1);
        assert.ok(
          fMeasure <= Math.max(precision, recall) + 1e-12 && fMeasure >= Math.min(precision, recall) - 1e-12,
        );
      }
    }),
  );
});

test("property: swapping the texts swaps precision and recall of n-grams and of ROUGE-L", () => {
  fc.assert(
    fc.property(text, text, fc.boolean(), (prediction, reference, stemmer) => {
      const options = { types: ["rouge1", "rouge2", "rougeL"] as const, stemmer };
      const forth = rouge(prediction, reference, options);
      const back = rouge(reference, prediction, options);
      for (const type of options.types) close(back[type], forth[type].recall, forth[type].precision);
    }),
  );
});

test("property: a text scores 1 against itself wherever it has an n-gram, and 0 otherwise", () => {
  fc.assert(
    fc.property(text, fc.boolean(), (words, stemmer) => {
      const scores = rouge(words, words, { types, stemmer });
      const count = rougeTokens(words, stemmer).length;
      const needed = { rouge1: 1, rouge2: 2, rouge3: 3, rougeL: 1, rougeLsum: 1 };
      for (const type of types) {
        const full = count >= needed[type] ? 1 : 0;
        close(scores[type], full, full);
      }
    }),
  );
});

test("property: ROUGE-1 does not depend on the order of words", () => {
  const shuffled = fc.array(word, { maxLength: 20 }).chain((words) => {
    return fc.tuple(fc.constant(words), fc.shuffledSubarray(words, { minLength: words.length }));
  });
  fc.assert(
    fc.property(shuffled, text, ([words, others], reference) => {
      const one = rouge(words.join(" "), reference, { types: ["rouge1"] });
      const two = rouge(others.join(" "), reference, { types: ["rouge1"] });
      assert.deepEqual(one, two);
    }),
  );
});

test("property: case and punctuation between words change nothing", () => {
  fc.assert(
    fc.property(text, text, (prediction, reference) => {
      const loud = prediction.toUpperCase().replaceAll(" ", " ; ");
      assert.deepEqual(rouge(loud, reference, { types }), rouge(prediction, reference, { types }));
    }),
  );
});

test("property: neither ROUGE-L nor ROUGE-Lsum finds more than ROUGE-1 does", () => {
  fc.assert(
    fc.property(text, text, (prediction, reference) => {
      const scores = rouge(prediction, reference, { types: ["rouge1", "rougeL", "rougeLsum"] });
      assert.ok(scores.rougeL.recall <= scores.rouge1.recall + 1e-12);
      assert.ok(scores.rougeLsum.recall <= scores.rouge1.recall + 1e-12);
    }),
  );
});
