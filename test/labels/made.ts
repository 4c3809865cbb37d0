import { drawThings, type Question, type Questionnaire } from "../../harness/labels/index.ts";
import type { Pool } from "../../harness/task/index.ts";

/** Awkward for every format: quotes, commas, line ends, markup, other scripts; item n has a right output and two wrong ones. */
export const articles = [
  'A "quoted", text\nover lines',
  "</script><b>bold</b>",
  "=1+1",
  "Überraschung 你好 🙂",
  " blanks ",
];

/** A pool of texts; its first candidate is right, and its last is written twice. */
export const pool: Pool = {
  items: articles.length,
  candidatesOf: () => 4,
  item: (item) => ({
    input: articles[item]!,
    candidates: ["right", "wrong", "odd", "odd"].map((word) => ({
      output: `${word} of ${articles[item]}`,
      logprob: -1,
      tokens: 3,
    })),
  }),
  isCorrect: (_, candidate) => candidate === 0,
  save: () => ({ arrays: {}, metadata: {} }),
};

export function batchOf(question: Question, sample = 100): Questionnaire {
  const things = drawThings(pool, { question, sample, path: ["test"] });
  return { title: "Made up", question, fields: { input: "an article", output: "its summary" }, things };
}

/** What an honest annotator says of a text, and of two. */
export const verdictOn = (text: string) => (text.startsWith("right") ? "right" : "wrong");
export function preference(left: string, right: string): "left" | "right" | "tie" {
  if (verdictOn(left) === verdictOn(right)) return "tie";
  return verdictOn(left) === "right" ? "left" : "right";
}
