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

function notes(records: readonly ResultRecord[]): string {
  return scoreTask({ task, records }).notes.join("\n");
}

test("results of two task definitions in one entry are refused when there are no others, naming the fewer", () => {
  const old = record({ entry: "b", seed: 4, scores: [0.5], taskHash: "e".repeat(64) });
  const own = series("b", [0.1, 0.2]);
  assert.equal(
    explanation([...own, old]),
    "results/smoke/toy/b/4.json: results of more than one task definition are mixed; expected version 1, hash " +
      "aaaaaaaaaaaa, as in most results; received version 1, hash eeeeeeeeeeee. Remove these files, or run their " +
      "cells again.",
  );
});

test("a stray record costs its entry, and no other", () => {
  const stray = record({ entry: "b", seed: 4, scores: [0.5], taskHash: "e".repeat(64) });
  const sound = [...series("a", [0.1, 0.2]), ...series("c", [0.1, 0.2])];
  for (const records of [
    [...sound, ...series("b", [0.1, 0.2]), stray],
    [...sound, stray],
  ]) {
    const { views, notes } = scoreTask({ task, records });
    assert.deepEqual(views[0]!.entries.map(({ entry }) => entry).sort(), ["a", "c"]);
    assert.match(notes.join("\n"), /^Left out: b \(results of more than one task definition are mixed\)\.$/m);
  }
  const [bare] = series("b", [0.1]);
  assert.match(
    notes([...sound, { ...bare!, regimes: {} }]),
    /^Left out: b \(the result ended well, but has not any round\)\.$/m,
  );
  const twice = [...sound, ...series("b", [0.1]), ...series("b", [0.9])];
  assert.match(notes(twice), /^Left out: b \(the entry "b" has 2 results for seed 0\)\.$/m);
});

test("what was made with changed code is not accepted where results are published", () => {
  const published = series("a", [0.1, 0.2]).map((one) => ({
    ...one,
    cell: { ...one.cell, tier: "standard" as const },
  }));
  const [first, second] = published;
  const harness = { ...second!.provenance.harness, dirty: true };
  const dirty = { ...second!, provenance: { ...second!.provenance, harness } };
  const { views, notes } = scoreTask({ task, records: [first!, dirty] });
  assert.equal(views[0]!.entries[0]!.seeds, 1);
  assert.match(
    notes.join("\n"),
    /^Not accepted: 1 results made with code that was not that of their commit\.$/m,
  );
});

test("an entry that the checkout does not have is shown without a rank", () => {
  const records = [...series("a", [0.1, 0.2]), ...series("forged", [0.9, 0.9])];
  const { views, notes } = scoreTask({ task, records, entries: [{ id: "a", name: "A" }] });
  const ranks = Object.fromEntries(views[0]!.entries.map(({ entry, rank }) => [entry, rank]));
  assert.deepEqual(ranks, { a: { low: 1, high: 1 }, forged: null });
  assert.match(notes.join("\n"), /^forged: no such entry takes part, so it is not ranked\.$/m);
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

test("of two entries that claim the same control the one with fewer results is left out", () => {
  const records = [
    ...series("random", [0.5, 0.5], { control: "floor" }),
    ...series("mine@low", [0.1], { control: "floor" }),
  ];
  assert.match(notes(records), /^Left out: mine@low \(mine@low and random both claim to be the floor\)\.$/m);
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
  assert.match(explanation([{ ...one!, regimes: {} }]), /has not any round/);
});
