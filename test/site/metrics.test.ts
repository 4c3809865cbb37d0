import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, before, test } from "node:test";
import { metricTable } from "../../site/src/data/index.ts";
import { wholeSeeds } from "../score/records.ts";
import { type MadeCheckout, makeCheckout } from "./fixture/checkout.ts";
import { madeRecords, madeResults, summaries } from "./fixture/results.ts";

let checkout: MadeCheckout;
before(async () => {
  checkout = await makeCheckout();
});
after(() => rmSync(checkout.root, { recursive: true, force: true }));

const shown = {
  words: { title: "Words", format: "plain" },
  variety: { title: "Variety", format: "percent" },
} as const;

test("further metrics are means over seeds after the last round, in the board's order, failed cells left out", () => {
  const results = madeResults(checkout.results, summaries);
  const table = metricTable({ ...results, task: { file: { shown: { metrics: shown } } } })!;
  assert.deepEqual(table.columns, Object.values(shown));
  assert.deepEqual(table.generator, [12.5, 0.75]);
  assert.deepEqual(
    table.rows.map(({ entry }) => entry),
    results.entries,
  );
  const meansOf = (id: string) => table.rows.find(({ entry }) => entry.entry === id)?.means;
  assert.deepEqual(meansOf("random"), [12.5, 0.5]);
  assert.deepEqual(meansOf("noisy-oracle@p0.5"), [12.5, 0.9]);
  assert.deepEqual(meansOf("strong-verifier"), [12, 0.8], "seed 1 failed after round 1");
});

test("where one round is the headline, so are the further metrics", () => {
  const results = madeResults(checkout.results, summaries, undefined, "one-round");
  const { rows } = metricTable({ ...results, task: { file: { shown: { metrics: shown } } } })!;
  assert.deepEqual(rows.find(({ entry }) => entry.entry === "random")?.means, [11.5, 0.5]);
});

test("columns keep the task's order, and one that no record has is left out", () => {
  const metrics = { unheard: shown.words, variety: shown.variety, words: shown.words };
  const results = madeResults(checkout.results, summaries);
  const table = metricTable({ ...results, task: { file: { shown: { metrics } } } })!;
  assert.deepEqual(table.columns, [shown.variety, shown.words]);
  assert.deepEqual(table.generator, [0.75, 12.5]);
});

test("what G0 alone has is no column", () => {
  const steps = { title: "Steps", format: "plain", meaning: "of its training" } as const;
  const records = madeRecords(checkout.results, summaries).map((record) => ({
    ...record,
    generator: { ...record.generator, steps: record.cell.seed === 0 ? 5000 : 5500 },
  }));
  const results = madeResults(checkout.results, summaries, records);
  const table = metricTable({ ...results, task: { file: { shown: { metrics: { ...shown, steps } } } } })!;
  assert.deepEqual(table.columns, Object.values(shown));
  assert.deepEqual(table.ofGenerator, [{ metric: steps, mean: 5250 }]);
});

test("an entry whose every cell failed has no means", () => {
  const records = madeRecords(checkout.results, summaries).filter(
    ({ cell }) => cell.submission !== "strong-verifier" || cell.seed === 1,
  );
  const table = metricTable({
    ...madeResults(checkout.results, summaries, records),
    task: { file: { shown: { metrics: shown } } },
  })!;
  const row = table.rows.find(({ entry }) => entry.entry === "strong-verifier");
  assert.deepEqual(row?.means, [null, null]);
});

test("seeds that the board does not score are in no mean", () => {
  const results = madeResults(checkout.results, { ...summaries, extents: wholeSeeds(1, summaries) });
  assert.ok(results.records.get("random")!.some(({ cell }) => cell.seed === 1));
  const table = metricTable({ ...results, task: { file: { shown: { metrics: shown } } } })!;
  assert.deepEqual(table.generator, [12, 0.75]);
  assert.ok(table.rows.every(({ means }) => means[0] === 12));
});

test("without further metrics in the task or its records there is no table", () => {
  const results = madeResults(checkout.results, summaries);
  assert.equal(metricTable({ ...results, task: { file: { shown: { metrics: {} } } } }), undefined);
  const mixture = madeResults(checkout.results, { ...summaries, name: "made-mixture" });
  assert.equal(metricTable({ ...mixture, task: { file: { shown: { metrics: shown } } } }), undefined);
});
