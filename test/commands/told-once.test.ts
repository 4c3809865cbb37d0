import assert from "node:assert/strict";
import { test } from "node:test";
import { againNotes } from "../../harness/commands/again.ts";
import { explainTogether } from "../../harness/commands/problems.ts";
import { BenchError } from "../../harness/errors/index.ts";
import type { CellState } from "../../harness/plan/index.ts";

const unreadable = (where: string, message = "not valid JSON") =>
  new BenchError(message, { code: "record-json", blame: "environment", where, mend: "Restore the file." });

const outdated = (file: string): CellState => ({ state: "outdated", file });

test("one record that is replaced is named, and many of a task are one line with their number", () => {
  const one = { task: "news", found: outdated("news/a/0.json") };
  assert.deepEqual(againNotes([one]), ["news/a/0.json is of another version; its cell runs again."]);
  const many = Array.from({ length: 65 }, (_, seed) => ({
    task: "eigenvalues",
    found: outdated(`eigenvalues/a/${seed}.json`),
  }));
  assert.deepEqual(againNotes([...many, one]), [
    "eigenvalues/a/0.json and 64 more of eigenvalues are of another version; their cells run again (`plan` names them).",
    "news/a/0.json is of another version; its cell runs again.",
  ]);
});

test("records that are replaced for different reasons are told apart, and those that are not are not told", () => {
  const found: readonly CellState[] = [
    { state: "open", file: "0.json" },
    { state: "short", file: "1.json" },
    { state: "damaged", file: "2.json", problem: unreadable("2.json") },
    { state: "damaged", file: "3.json", problem: unreadable("3.json", "cut short") },
    { state: "damaged", file: "4.json", problem: unreadable("4.json") },
  ];
  assert.deepEqual(againNotes(found.map((one) => ({ task: "news", found: one }))), [
    "1.json is of fewer rounds; its cell runs again.",
    "2.json and 1 more of news are damaged (not valid JSON); their cells run again (`plan` names them).",
    "3.json is damaged (cut short); its cell runs again.",
  ]);
});

test("problems that differ in their place only are one paragraph, others one each", () => {
  const problems = ["a.json", "b.json", "c.json"].map((file) => unreadable(file));
  assert.deepEqual(explainTogether([...problems, unreadable("d.json", "cut short")]), [
    "a.json: not valid JSON. Restore the file. So it is with 2 more, the last of them c.json.",
    "d.json: cut short. Restore the file.",
  ]);
  assert.deepEqual(explainTogether([]), []);
});
