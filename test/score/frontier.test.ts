import assert from "node:assert/strict";
import { test } from "node:test";
import { feedbackSpent, paretoFrontier, scoreTask } from "../../harness/score/index.ts";
import { record, series, task } from "./records.ts";

const { entries } = scoreTask({
  task,
  records: [
    ...series("clean", [0.99], { control: "ceiling" }),
    ...series("random", [0.3], { control: "floor" }),
    ...series("weak", [0.5], { feedback: { weak: 100 } }),
    ...series("wasteful", [0.5], { feedback: { weak: 120 } }),
    ...series("oracle", [0.9], { feedback: { oracle: 80, weak: 40 } }),
    ...series("twin", [0.9], { feedback: { oracle: 80, weak: 40 } }),
    record({ entry: "broken", seed: 0 }),
  ],
});

test("the frontier leaves out whoever spends more for no better score, the ceiling and what never ran", () => {
  assert.deepEqual(
    paretoFrontier(entries).map(({ entry }) => entry),
    ["random", "weak", "oracle", "twin"],
  );
});

test("prices of verifiers move the frontier", () => {
  const oracle = entries.find(({ entry }) => entry === "oracle")!;
  assert.equal(feedbackSpent(oracle), 120);
  assert.equal(feedbackSpent(oracle, { oracle: 0.5 }), 80);
  const costOf = (entry: (typeof entries)[number]) => feedbackSpent(entry, { oracle: 0.5 });
  assert.deepEqual(
    paretoFrontier(entries, costOf).map(({ entry }) => entry),
    ["random", "oracle", "twin"],
  );
});
