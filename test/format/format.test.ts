import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  capitalised,
  columns,
  count,
  duration,
  feedbackText,
  fixed,
  formatterOf,
  gainFormatterOf,
  insideSentence,
  intervalText,
  lettersText,
  missing,
  openingOf,
  percent,
  protocolText,
  rankText,
  seedsText,
  unscoredText,
  withPlainBlanks,
} from "../../harness/format/index.ts";

const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });

test("a fixed number has the true minus sign and is never negative zero", () => {
  assert.equal(fixed(-1.256, 2), "−1.26");
  assert.equal(fixed(-0.001, 2), "0.00");
  assert.equal(fixed(null, 2), missing);
  assert.equal(fixed(Number.NaN, 2), missing);
});

test("a fixed number reads back as the number rounded", () => {
  fc.assert(
    fc.property(number, fc.integer({ min: 0, max: 6 }), (value, decimals) => {
      const read = Number(fixed(value, decimals).replace("−", "-"));
      assert.ok(Math.abs(read - value) <= 0.5 * 10 ** -decimals * (1 + 1e-6) + 1e-9);
    }),
  );
});

test("a share is shown in per cent, its unit after a no-break space", () => {
  assert.equal(percent(0.8768), "87.7\u00a0%");
  assert.equal(percent(-0.05, 0), "−5\u00a0%");
  assert.equal(percent(null), missing);
});

test("an interval names its unit once", () => {
  assert.equal(intervalText({ low: 0.841, high: 0.889 }, percent), "84.1 to 88.9\u00a0%");
  assert.equal(intervalText({ low: -0.2, high: 0.13 }, formatterOf("plain")), "−0.200 to 0.130");
  assert.equal(intervalText({ low: null, high: null }, percent), missing);
  assert.equal(intervalText(null, percent), missing);
});

test("both ends of an interval can be read back from its text", () => {
  fc.assert(
    fc.property(number, number, (a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const ends = intervalText({ low, high }, (value) => fixed(value, 1)).split(" to ");
      assert.deepEqual(ends, [fixed(low, 1), fixed(high, 1)]);
    }),
  );
});

test("a metric is shown as its task says", () => {
  assert.equal(formatterOf("percent")(0.5), "50.0\u00a0%");
  assert.equal(formatterOf("plain")(0.5), "0.500");
});

test("plain values that stand beside one of 10 or more have one decimal, all alike", () => {
  const format = formatterOf("plain", [null, 9.5, -12.25]);
  assert.deepEqual([9.5, -12.25, null].map(format), ["9.5", "−12.3", missing]);
  assert.equal(formatterOf("plain", [null, 9.5])(9.5), "9.500");
  assert.equal(formatterOf("percent", [12])(0.5), "50.0\u00a0%");
});

test("plain values that stand beside one of 1,000 or more are counts", () => {
  assert.deepEqual([5300.4, 12, null].map(formatterOf("plain", [null, 5300.4])), ["5,300", "12", missing]);
});

test("a text's opening is whole words within the length, and nothing of the text is lost", () => {
  assert.deepEqual(openingOf("one two three", 7), { opening: "one two", rest: "three" });
  assert.deepEqual(openingOf("one two three", 9), { opening: "one two", rest: "three" });
  assert.deepEqual(openingOf("one two", 7), { opening: "one two", rest: "" });
  assert.deepEqual(openingOf("unbroken", 3), { opening: "unbroken", rest: "" });
  const word = fc.string({ minLength: 1, maxLength: 9, unit: fc.constantFrom("a", "é", "<", "😀") });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 20, max: 60 }), (words, length) => {
      const text = words.join(" ");
      const { opening, rest } = openingOf(text, length);
      assert.ok(opening.length <= length);
      assert.equal(rest === "" ? opening : `${opening} ${rest}`, text);
      assert.equal(rest === "", text.length <= length);
    }),
  );
});

test("counts have their thousands apart, and means of small counts a decimal", () => {
  assert.equal(count(25_000), "25,000");
  assert.equal(count(12.25), "12.3");
  assert.equal(count(1234.6), "1,235");
  assert.equal(count(null), missing);
});

test("feedback lists the verifiers asked, and says so when there was none", () => {
  assert.equal(feedbackText({ strong: 5000, weak: 0 }), "strong\u00a05,000");
  assert.equal(feedbackText({ strong: 5000, weak: 200 }), "strong\u00a05,000, weak\u00a0200");
  assert.equal(feedbackText({}), "none");
});

test("durations use the units a person would", () => {
  const said = [0.42, 6, 12.4, 59.6, 200, 3600, 7500]
    .map(duration)
    .map((text) => text.replaceAll("\u00a0", " "));
  assert.deepEqual(said, ["0.42 s", "6 s", "12 s", "1 min", "3 min 20 s", "1 h", "2 h 5 min"]);
});

test("no duration shows sixty of a unit, and longer times never read shorter", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      fc.double({ min: 0, max: 1e5, noNaN: true }),
      (a, more) => {
        assert.doesNotMatch(duration(a), /\b60\u00a0(s|min)/);
        assert.ok(secondsIn(duration(a)) <= secondsIn(duration(a + more)));
      },
    ),
  );
});

function secondsIn(text: string): number {
  const units: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600 };
  return [...text.matchAll(/([\d.]+)\u00a0(s|min|h)/g)].reduce(
    (sum, [, n, unit]) => sum + Number(n) * units[unit!]!,
    0,
  );
}

test("letters stand together, unless one of them has two signs", () => {
  assert.equal(lettersText([]), "");
  assert.equal(lettersText(["b", "c"]), "bc");
  assert.equal(lettersText(["z", "aa"]), "z\u00a0aa");
  assert.equal(lettersText([..."abcdef"]), "abcdef");
  assert.equal(lettersText([..."abcdefg"]), "abc…g");
});

test("gains have a sign, in points of a metric in per cent and as they are elsewhere; nothing has none", () => {
  const points = gainFormatterOf("percent");
  assert.deepEqual([0.123, -0.0561, 0, 0.0004, -0.0004, null].map(points), [
    "+12.3",
    "−5.6",
    "0.0",
    "0.0",
    "0.0",
    "–",
  ]);
  assert.deepEqual([1.25, -0.5].map(gainFormatterOf("plain")), ["+1.250", "−0.500"]);
});

test("a rank interval of one place is one number, and what is not ranked has none", () => {
  assert.equal(rankText(null), "–");
  assert.equal(rankText({ low: 3, high: 3 }), "3");
  assert.equal(rankText({ low: 3, high: 5 }), "3–5");
});

test("a protocol says after how many rounds it reads", () => {
  assert.equal(protocolText("one-round", 10), "one round");
  assert.equal(protocolText("recursion", 10), "recursion of 10 rounds");
});

test("a word is capitalised", () => {
  assert.equal(capitalised("replace"), "Replace");
});

test("a title inside a sentence begins small, an abbreviation stays as it is", () => {
  assert.deepEqual(["Test accuracy", "ROUGE-1", "F", "accuracy"].map(insideSentence), [
    "test accuracy",
    "ROUGE-1",
    "F",
    "accuracy",
  ]);
});

test("seeds are a number, or of how many where some are missing", () => {
  assert.equal(seedsText({ seeds: 20, missing: [] }), "20");
  assert.equal(seedsText({ seeds: 3, missing: [1, 4] }), "3/5");
});

test("entries without scores are named", () => {
  const unscored = [{ entry: "later" }, { entry: "other@twice" }];
  assert.equal(unscoredText(unscored), "Not scored yet: later, other@twice.");
});

test("on a terminal the same words have ordinary blanks", () => {
  assert.equal(withPlainBlanks(`${duration(200)}, ${percent(0.5)}`), "3 min 20 s, 50.0 %");
});

test("columns are as wide as their longest text, numbers to the right, without blanks at the ends of lines", () => {
  const rows = [
    ["cell", "cost", "basis"],
    ["a", duration(0.5), "measured"],
    ["longer", duration(61), ""],
  ];
  assert.equal(
    columns(rows, [1]),
    ["cell         cost  basis", "a           0.5 s  measured", "longer  1 min 1 s"].join("\n"),
  );
  assert.equal(columns([]), "");
});
