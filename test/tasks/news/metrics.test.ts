import assert from "node:assert/strict";
import { test } from "node:test";
import { measure } from "../../../tasks/news/metrics.ts";
import { taskFile } from "./open.ts";

test("summaries equal to their references score 1, and the other metrics describe them", () => {
  const texts = ["The cat sat on the mat.", "A dog barked."];
  const { rouge1, rouge2, rougeL, words, repetition, variety } = measure(texts, texts);
  assert.deepEqual([rouge1, rouge2, rougeL], [1, 1, 1]);
  assert.equal(words, 4.5);
  assert.equal(repetition, 1 / 9);
  assert.equal(variety, 1);
});

test("ROUGE is the mean F over pairs, unstemmed", () => {
  const { rouge1 } = measure(["cats sat", "one two three"], ["cat sat", "four"]);
  assert.equal(rouge1, 0.25);
});

test("the references without a fact wrong are measured against apart", () => {
  const { rouge1, rouge1Right } = measure(["two men died"], ["three men died"], ["two men died"]);
  assert.equal(rouge1Right, 1);
  assert.ok(Math.abs(rouge1! - 2 / 3) < 1e-12);
});

test("the same summary for everything has little variety, and a stutter is repetition", () => {
  const same = Array(10).fill("two men have died");
  assert.equal(measure(same, same).variety, 3 / 30);
  assert.equal(measure(["no no no no"], ["no"]).repetition, 3 / 4);
});

test("empty summaries give zeros, never NaN", () => {
  assert.deepEqual(measure(["", ""], ["a", "b"]), {
    rouge1: 0,
    rouge2: 0,
    rougeL: 0,
    rouge1Right: 0,
    words: 0,
    repetition: 0,
    variety: 0,
  });
});

test("the further metrics the task shows are measured", () => {
  const metrics = measure(["a b"], ["a b"]);
  for (const name of Object.keys(taskFile.shown.metrics)) assert.ok(name in metrics, name);
});
