import assert from "node:assert/strict";
import { test } from "node:test";
import { textOf, valueAt } from "../../../../tasks/news/rows/index.ts";

test("a value is found under its name, under a name with dots, and inside objects", () => {
  const row = { a: 1, "b.c": 2, d: { e: { f: 3 }, "g.h": 4 }, list: [{ x: 1 }] };
  assert.deepEqual(
    ["a", "b.c", "d.e.f", "d.g.h", "d.e", "x", "d.x", "a.b", "list.x", "constructor", "d.constructor"].map(
      (name) => valueAt(row, name),
    ),
    [1, 2, 3, 4, { f: 3 }, undefined, undefined, undefined, undefined, undefined, undefined],
  );
});

test("lists of sentences are joined by lines, lists of words by blanks, lists of lists in the same way", () => {
  assert.equal(textOf("as it is"), "as it is");
  assert.equal(textOf(["One sentence.", "Another one."]), "One sentence.\nAnother one.");
  assert.equal(textOf(["The", "cat", "sat", "."]), "The cat sat .");
  assert.equal(
    textOf([
      ["The", "cat"],
      ["It", "sat"],
    ]),
    "The cat\nIt sat",
  );
  assert.equal(
    textOf([["One sentence.", "Another one."], ["A third one."]]),
    "One sentence.\nAnother one.\nA third one.",
  );
  assert.equal(textOf(["今天天气很好。", "明天下雨。"]), "今天天气很好。\n明天下雨。");
  assert.equal(textOf(["Word"]), "Word");
  assert.equal(textOf([]), "");
});

test("what is not text is none, in a list too", () => {
  for (const value of [null, undefined, 7, true, {}, ["a", null], ["a", 7], [["a", {}]]])
    assert.equal(textOf(value), undefined);
});
