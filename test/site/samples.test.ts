import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, before, test } from "node:test";
import type { ResultRecord } from "../../harness/record/index.ts";
import { entrySamples, type SampleSheet, taskSamples } from "../../site/src/data/index.ts";
import { sampleBookOf } from "../../site/src/data/samples.ts";
import { type MadeCheckout, makeCheckout } from "./fixture/checkout.ts";
import { madeRecords, madeResults, summaries } from "./fixture/results.ts";

let checkout: MadeCheckout;
before(async () => {
  checkout = await makeCheckout();
});
after(() => rmSync(checkout.root, { recursive: true, force: true }));

const bookOf = (records?: readonly ResultRecord[]) =>
  sampleBookOf(madeResults(checkout.results, summaries, records))!;

function heardIn(sheet: SampleSheet | undefined): readonly string[] {
  return sheet!.shown[0]!.written.map(({ entry, round }) => `${entry.entry} ${round}`);
}

test("samples are the first three of the lowest seed that has them, with the reference and G0's words", () => {
  const { seed, shown } = taskSamples(bookOf());
  assert.equal(seed, 1);
  assert.deepEqual(
    shown.map(({ reference, generator }) => [reference, generator]),
    [0, 1, 2].map((place) => [`"Storm" & <flood> ${place}`, `G0 wrote <i>${place}</i>`]),
  );
  assert.match(shown[2]!.input, /alert\(2\).* of seed 1/);
});

test("a task's samples have the controls and the best other entry after the last round, in the board's order", () => {
  const results = madeResults(checkout.results, summaries);
  const sheet = taskSamples(bookOf());
  const best = results.entries.find(({ control }) => control === null)!.entry;
  const telling = results.entries
    .map(({ entry }) => entry)
    .filter((entry) => ["clean", "oracle", "keep-all", "random", best].includes(entry));
  assert.equal(telling.length, 5);
  assert.deepEqual(
    heardIn(sheet),
    telling.map((entry) => `${entry} 2`),
  );
  const oracle = sheet.shown[2]!.written.find(({ entry }) => entry.entry === "oracle");
  assert.equal(oracle?.text, "<em>oracle</em> wrote 2 in round 2");
});

test("the best other entry is the best that wrote something, and a control's variants do not stand for it", () => {
  const records = madeRecords(checkout.results, summaries);
  const marked = records.map((record) =>
    record.cell.submission === "noisy-oracle"
      ? { ...record, strategy: { ...record.strategy, control: "reference" as const } }
      : record,
  );
  const silent = marked.map(({ samples, ...record }) =>
    record.cell.submission === "weak-verifier" ? record : { ...record, ...(samples && { samples }) },
  );
  const heard = heardIn(taskSamples(bookOf(silent)));
  assert.ok(heard.includes("noisy-oracle 2") && heard.includes("self-confidence 2"));
  assert.ok(!heard.some((line) => line.includes("@") || line.includes("verifier")));
});

test("an entry's samples are of round 1 and the last, its variants in the order asked for", () => {
  assert.deepEqual(heardIn(entrySamples(bookOf(), ["noisy-oracle@p0.5", "noisy-oracle"])), [
    "noisy-oracle@p0.5 1",
    "noisy-oracle@p0.5 2",
    "noisy-oracle 1",
    "noisy-oracle 2",
  ]);
});

test("where there is one round it is shown once", () => {
  const records = madeRecords(checkout.results, summaries);
  const short = records.map((record) => ({
    ...record,
    regimes: { replace: record.regimes.replace!.slice(0, 1) },
  }));
  const book = sampleBookOf(madeResults(checkout.results, { ...summaries, rounds: 1 }, short))!;
  assert.deepEqual(heardIn(entrySamples(book, ["clean"])), ["clean 1"]);
});

test("a failed cell has nothing to read, nor has a task without samples", () => {
  assert.equal(entrySamples(bookOf(), ["strong-verifier"]), undefined);
  const mixture = { ...summaries, name: "made-mixture" };
  assert.equal(sampleBookOf(madeResults(checkout.results, mixture)), undefined);
});
