/**
 * What the reference scorer's own suite asserts, behaviour by behaviour, on texts of ours: figures are counted by hand from
 * the definitions, so that they hold for any scorer that keeps them.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { randomStream } from "../../../../harness/random/index.ts";
import { SubsequenceTable } from "../../../../tasks/news/rouge/columns.ts";
import {
  aggregateRouge,
  parseRougeTypes,
  type RougeInterval,
  type RougeScore,
  type RougeType,
  rouge,
  rougeTokens,
} from "../../../../tasks/news/rouge/index.ts";
import { markCommon, sequenceOverlap, summaryOverlap } from "../../../../tasks/news/rouge/lcs.ts";
import { failsWith } from "../data/corpora.ts";

type Numbers = readonly [precision: number, recall: number, fMeasure: number];

function assertClose(found: number, wanted: number, what: string, tolerance = 1e-9): void {
  assert.ok(Math.abs(found - wanted) <= tolerance, `${what}: ${found}, not ${wanted}`);
}

function assertScore(score: RougeScore, [precision, recall, fMeasure]: Numbers, tolerance?: number): void {
  assertClose(score.precision, precision, "precision", tolerance);
  assertClose(score.recall, recall, "recall", tolerance);
  assertClose(score.fMeasure, fMeasure, "F", tolerance);
}

function score(type: RougeType, reference: string, prediction: string, stemmer = false): RougeScore {
  return rouge(prediction, reference, { types: [type], stemmer })[type];
}

for (const name of ["rougen", "rouge0", "rouge10", "rouge", "rougel", "rougeLSum"])
  test(`${name} is no type`, () => {
    assert.throws(() => parseRougeTypes(name), failsWith("rouge-unknown-type"));
  });

for (const type of ["rouge1", "rouge5", "rouge9", "rougeL", "rougeLsum"] as const)
  test(`${type} is a type, and nothing else is scored when it is asked for`, () => {
    assert.deepEqual(Object.keys(rouge("river floods", "river", { types: [type] })), [type]);
  });

test("several types are scored side by side, each as it would be alone", () => {
  const both = rouge("river floods", "river floods town", { types: ["rouge1", "rougeL"] });
  assert.deepEqual(Object.keys(both), ["rouge1", "rougeL"]);
  assertScore(both.rouge1, [1, 2 / 3, 4 / 5]);
  assertScore(both.rougeL, [1, 2 / 3, 4 / 5]);
});

const counted: Record<string, [type: RougeType, reference: string, prediction: string, numbers: Numbers]> = {
  "one word of three": ["rouge1", "river floods town", "river", [1, 1 / 3, 1 / 2]],
  "one pair of two": ["rouge2", "river floods town", "river floods", [1, 1 / 2, 2 / 3]],
  "a run of three of one": ["rouge3", "river floods old town", "river floods old", [1, 1 / 2, 2 / 3]],
  "a sequence without a gap": ["rougeL", "river floods town", "river floods", [1, 2 / 3, 4 / 5]],
  "a sequence with a gap": ["rougeL", "river floods town", "river town", [1, 2 / 3, 4 / 5]],
  "a sequence that changes places": ["rougeL", "river floods town", "town river", [1 / 2, 1 / 3, 2 / 5]],
  "words that change places": ["rouge1", "river floods town", "town river", [1, 2 / 3, 4 / 5]],
  "the paper's union of two sentences": [
    "rougeLsum",
    "w1 w2 w3 w4 w5",
    "w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5",
    [4 / 10, 4 / 5, 8 / 15],
  ],
};

for (const [what, [type, reference, prediction, numbers]] of Object.entries(counted))
  test(`${type} counts ${what}`, () => assertScore(score(type, reference, prediction), numbers));

for (const type of ["rouge1", "rouge2", "rougeL", "rougeLsum"] as const)
  for (const [what, reference, prediction] of [
    ["no prediction", "river floods town", ""],
    ["no reference", "", "river"],
    ["a prediction of marks alone", "river floods town", "/"],
    ["neither", "", ""],
  ] as const)
    test(`${type} with ${what} is 0, and no error`, () =>
      assertScore(score(type, reference, prediction), [0, 0, 0]));

/** Two pairs of sentences as they stand in news, with the counts of what they share. */
const first = {
  // 14 words; shared with the prediction: the river rose and flooded 40 homes in the town = 10, of which "the" twice.
  reference: "On Monday the river rose quickly, and it flooded 40 homes in the town.",
  // 12 words.
  prediction: "The river rose and flooded 40 homes in the town, officials said.",
};
const second = {
  // 9 words, 8 pairs; stemmed: minist announc new rule for school open.
  reference: "Ministers announced new rules for the schools' opening hours",
  // 7 words, 6 pairs.
  prediction: "Minister announces rule for school opening hours",
};

test("ROUGE-1 of two news sentences is what their words give, with and without stems", () => {
  assertScore(score("rouge1", first.reference, first.prediction), [10 / 12, 10 / 14, 20 / 26]);
  assertScore(score("rouge1", first.reference, first.prediction, true), [10 / 12, 10 / 14, 20 / 26]);
  assertScore(score("rouge1", second.reference, second.prediction), [3 / 7, 3 / 9, 6 / 16]);
  assertScore(score("rouge1", second.reference, second.prediction, true), [1, 7 / 9, 14 / 16]);
});

test("ROUGE-2 of two news sentences is what their pairs of words give, with and without stems", () => {
  // "the river", "river rose", "flooded 40", "40 homes", "homes in", "in the", "the town".
  assertScore(score("rouge2", first.reference, first.prediction), [7 / 11, 7 / 13, 14 / 24]);
  assertScore(score("rouge2", first.reference, first.prediction, true), [7 / 11, 7 / 13, 14 / 24]);
  // "opening hours"; stemmed also "minister announce", "rule for", "school open".
  assertScore(score("rouge2", second.reference, second.prediction), [1 / 6, 1 / 8, 2 / 14]);
  assertScore(score("rouge2", second.reference, second.prediction, true), [4 / 6, 4 / 8, 8 / 14]);
});

test("ROUGE-L of two news sentences is what their words in order give, with and without stems", () => {
  assertScore(score("rougeL", first.reference, first.prediction), [10 / 12, 10 / 14, 20 / 26]);
  assertScore(score("rougeL", second.reference, second.prediction), [3 / 7, 3 / 9, 6 / 16]);
  assertScore(score("rougeL", second.reference, second.prediction, true), [1, 7 / 9, 14 / 16]);
});

test("ROUGE-Lsum of several sentences with stems is the union of what they share, each word once", () => {
  const reference = "The bridges were closed.\nThe council repairs the bridges.";
  const prediction = "The council closed a bridge.\nRepairs begin on the bridge.";
  // First sentence: "the close" or "the bridg" with the first, "the bridg" with the second: the, bridg, close. Second:
  // "the council" and "bridg" with the first, "repair the bridg" with the second: every word. 3 + 5, less one "the",
  // which the prediction has twice only.
  assertScore(score("rougeLsum", reference, prediction, true), [6 / 10, 6 / 9, 12 / 19]);
});

test("the table of common subsequences gives its length, the places and the tokens at them", () => {
  const reference = ["a", "b", "c", "d", "e"];
  const marked = (other: readonly string[]) => {
    const marks = new Uint8Array(reference.length);
    markCommon(reference, new SubsequenceTable(other), marks);
    return [...marks.keys()].filter((place) => marks[place] === 1);
  };
  assert.equal(sequenceOverlap(["b", "e", "c", "d"], reference).hits, 3);
  assert.deepEqual(marked(["b", "e", "c", "d"]), [1, 2, 3]);
  assert.deepEqual(
    marked(["b", "e", "c", "d"]).map((place) => reference[place]),
    ["b", "c", "d"],
  );
  assert.equal(sequenceOverlap(["x", "y"], reference).hits, 0);
  assert.deepEqual(marked(["x", "y"]), []);
});

test("the union of subsequences has each place once, whatever order the sentences come in", () => {
  const reference = ["a", "b", "c", "d", "e"];
  const sentences = [
    ["a", "b", "x", "y", "z"],
    ["a", "c", "z", "v", "e"],
  ];
  for (const others of [sentences, sentences.toReversed()]) {
    const marks = new Uint8Array(reference.length);
    for (const other of others) markCommon(reference, new SubsequenceTable(other), marks);
    assert.deepEqual([...marks], [1, 1, 1, 0, 1]);
  }
});

test("hits of a summary are counted over all sentences, and a sentence without a token counts nothing", () => {
  const one = summaryOverlap(
    [
      ["1", "2", "6", "7", "8"],
      ["1", "3", "8", "9", "5"],
    ],
    [["1", "2", "3", "4", "5"]],
  );
  assert.deepEqual(one, { hits: 4, predicted: 10, wanted: 5 });
  assert.deepEqual(summaryOverlap([[]], [["reference"]]), { hits: 0, predicted: 0, wanted: 1 });
});

test("tokens are lower-case words, over line ends and blanks, and stems of those above three letters", () => {
  assert.deepEqual(rougeTokens("river Floods TOWN", false), ["river", "floods", "town"]);
  assert.deepEqual(rougeTokens("river\n Floods \nTOWN", false), ["river", "floods", "town"]);
  assert.deepEqual(rougeTokens("here is a test", false), ["here", "is", "a", "test"]);
  assert.deepEqual(rougeTokens("the friends had a meeting", true), ["the", "friend", "had", "a", "meet"]);
});

test("a long text against a long text has the F that its words in order give", () => {
  // Sentence k of both has the words k to k + 9; every third word of the prediction is another one.
  const sentence = (start: number, isOther: boolean) =>
    Array.from({ length: 9 }, (_, place) =>
      isOther && place % 3 === 2 ? `x${start}y${place}` : `w${start}y${place}`,
    ).join(" ");
  const reference = Array.from({ length: 400 }, (_, row) => sentence(row, false)).join("\n");
  const prediction = Array.from({ length: 400 }, (_, row) => sentence(row, true)).join("\n");
  for (const type of ["rouge1", "rougeL", "rougeLsum"] as const)
    assertScore(score(type, reference, prediction), [2 / 3, 2 / 3, 2 / 3]);
});

const three: readonly Record<"rouge1", RougeScore>[] = [
  { rouge1: { precision: 1, recall: 1 / 3, fMeasure: 1 / 2 } },
  { rouge1: { precision: 0, recall: 0, fMeasure: 0 } },
  { rouge1: { precision: 1, recall: 1, fMeasure: 1 } },
];

function assertInterval(
  { low, mid, high }: RougeInterval,
  wanted: readonly [Numbers, Numbers, Numbers],
): void {
  assertScore(low, wanted[0]);
  assertScore(mid, wanted[1]);
  assertScore(high, wanted[2]);
}

test("percentiles of three scores are means of three draws", () => {
  const { rouge1 } = aggregateRouge(three, { stream: randomStream("suite"), confidence: 0.9 });
  assertInterval(rouge1, [
    [1 / 3, 1 / 9, 1 / 6],
    [2 / 3, 4 / 9, 3 / 6],
    [1, 7 / 9, 5 / 6],
  ]);
});

test("an interval of no width is the median three times", () => {
  const { rouge1 } = aggregateRouge(three, { stream: randomStream("suite"), confidence: 0 });
  const median: Numbers = [2 / 3, 4 / 9, 3 / 6];
  assertInterval(rouge1, [median, median, median]);
});

test("an aggregate has the types of its scores", () => {
  const scores = Array.from({ length: 5 }, () =>
    rouge("river floods", "river floods town", { types: ["rouge1", "rougeL"] }),
  );
  assert.deepEqual(Object.keys(aggregateRouge(scores, { stream: randomStream("suite") })), [
    "rouge1",
    "rougeL",
  ]);
});

test("the interval of many texts is that of their mean, for every type and number, with stems or without", () => {
  const stream = randomStream("suite", "texts");
  const words = "river town flood council bridge close repair minister school open rule hour".split(" ");
  const text = (length: number) =>
    Array.from(
      { length },
      () => `${words[stream.integer(words.length)]}${stream.integer(2) === 0 ? "s" : ""}`,
    ).join(" ");
  const pairs = Array.from({ length: 250 }, () => [text(12), `${text(6)}\n${text(8)}`] as const);
  const types = ["rouge1", "rouge2", "rougeL", "rougeLsum"] as const;
  for (const stemmer of [false, true]) {
    const scores = pairs.map(([prediction, reference]) => rouge(prediction, reference, { types, stemmer }));
    const aggregate = aggregateRouge(scores, { stream: randomStream("suite", "bootstrap") });
    for (const type of types)
      for (const part of ["precision", "recall", "fMeasure"] as const) {
        const values = scores.map((found) => found[type][part]);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
        const half = 1.96 * Math.sqrt(variance / values.length);
        assertClose(aggregate[type].mid[part], mean, `${type} ${part}`, 0.002);
        assertClose(aggregate[type].low[part], mean - half, `${type} ${part} low`, 0.003);
        assertClose(aggregate[type].high[part], mean + half, `${type} ${part} high`, 0.003);
      }
  }
});
