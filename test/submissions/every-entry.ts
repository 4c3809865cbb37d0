import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { discoverSubmissions } from "../../harness/submission/index.ts";
import { discoverTasks } from "../../harness/task/index.ts";
import { answersGoldenMessages, submissionConformance } from "./conformance.ts";

const root = path.resolve(import.meta.dirname, "../..");
const own = await discoverTasks(root);
const { submissions, problems } = discoverSubmissions(root, own);
// The guide's task comes first where it will do: its cells take less than a second.
const tasks = [...(await discoverTasks(path.join(root, "test/guides"))), ...own];

/** Declares the tests of every second submission, from the first on or from the second: files are played side by side, and one would take as long as all others. */
export function everySecondEntry(first: 0 | 1): void {
  for (const submission of submissions.filter((_, place) => place % 2 === first)) {
    submissionConformance(submission, tasks);
    answersGoldenMessages(submission, own);
  }
  test("no folder of the checkout is left out of this", () => {
    assert.deepEqual(problems, []);
  });
}
