import assert from "node:assert/strict";
import { test } from "node:test";
import { explain } from "../../harness/errors/index.ts";
import type { ResultRecord } from "../../harness/record/index.ts";
import { scoreTask } from "../../harness/score/index.ts";
import { record, series, task } from "./records.ts";

function explanation(records: readonly ResultRecord[]): string {
  try {
    scoreTask({ task, records });
  } catch (error) {
    return explain(error);
  }
  return "no error";
}

test("results of two task definitions are refused, naming the fewer", () => {
  const old = record({ entry: "b", seed: 4, scores: [0.5], taskHash: "e".repeat(64) });
  assert.equal(
    explanation([...series("a", [0.1, 0.2]), old]),
    "results/smoke/toy/b/4.json: results of more than one task definition are mixed; expected version 1, hash " +
      "aaaaaaaaaaaa, as in most results; received version 1, hash eeeeeeeeeeee. Remove these files, or run their " +
      "cells again.",
  );
});

test("results of two strategies under one entry are refused; of two entries they are not", () => {
  const other = record({ entry: "a@x", seed: 2, scores: [0.5], strategyHash: "f".repeat(64) });
  assert.equal(explanation([...series("a", [0.1, 0.2]), other]), "no error");
  const mixed = record({ entry: "a", seed: 2, scores: [0.5], strategyHash: "f".repeat(64) });
  assert.match(
    explanation([...series("a", [0.1, 0.2]), mixed]),
    /^results\/smoke\/toy\/a\/2\.json: results of more than one strategy "a"/,
  );
});

test("of two equally large groups the one run last is kept", () => {
  const [fresh] = series("a", [0.1]);
  const later = { ...fresh!, execution: { ...fresh!.execution, startedAt: "2026-02-01T00:00:00.000Z" } };
  const old = record({ entry: "a", seed: 1, scores: [0.5], strategyHash: "f".repeat(64) });
  assert.match(explanation([old, later]), /^results\/smoke\/toy\/a\/1\.json/);
  assert.match(explanation([later, old]), /^results\/smoke\/toy\/a\/1\.json/);
});

test("more than ten files are counted, not listed", () => {
  const old = series("a", Array(12).fill(0.1)).map((one) => ({
    ...one,
    strategy: { ...one.strategy, hash: "f".repeat(64) },
  }));
  const current = Array.from({ length: 13 }, (_, seed) =>
    record({ entry: "a", seed: seed + 20, scores: [0.1] }),
  );
  assert.match(explanation([...old, ...current]), /9\.json and 2 more: results of/);
});

test("two tiers are not scored together", () => {
  const [one] = series("b", [0.5]);
  const paper: ResultRecord = { ...one!, cell: { ...one!.cell, tier: "paper" } };
  assert.match(explanation([...series("a", [0.1, 0.2]), paper]), /more than one tier/);
});

test("a cell recorded twice is refused", () => {
  const [one] = series("a", [0.5]);
  assert.match(explanation([one!, one!]), /the entry "a" has 2 results for seed 0/);
});

test("two entries that claim the same control are both named", () => {
  const records = [
    ...series("random", [0.5], { control: "floor" }),
    ...series("mine@low", [0.1], { control: "floor" }),
  ];
  assert.equal(
    explanation(records),
    "submissions/controls.yaml: mine@low and random both claim to be the floor; expected results of one floor. Run the " +
      "cells of the other again, or remove its results: it is not the control any more.",
  );
});

test("many entries may be references, or keep everything", () => {
  const records = [
    ...series("a", [0.5], { control: "reference" }),
    ...series("b", [0.5], { control: "reference" }),
    ...series("c", [0.5], { control: "everything" }),
    ...series("d", [0.5], { control: "everything" }),
  ];
  assert.equal(explanation(records), "no error");
});

test("a result that ended well but lacks the metric is refused, naming its file", () => {
  const [one] = series("a", [0.5]);
  const rounds = one!.regimes.replace!.map((round) => ({ ...round, metrics: { loss: 1 } }));
  assert.match(
    explanation([{ ...one!, regimes: { replace: rounds } }]),
    /^results\/smoke\/toy\/a\/0\.json: .* the metric "accuracy"/,
  );
  assert.match(explanation([{ ...one!, regimes: {} }]), /rounds under the regime "replace"/);
});
