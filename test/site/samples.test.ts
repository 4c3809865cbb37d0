import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, before, test } from "node:test";
import { entrySamples, type Samples, taskSamples } from "../../site/src/data/index.ts";
import { type MadeCheckout, makeCheckout } from "./fixture/checkout.ts";
import { madeResults, summaries } from "./fixture/results.ts";

let checkout: MadeCheckout;
before(async () => {
  checkout = await makeCheckout();
});
after(() => rmSync(checkout.root, { recursive: true, force: true }));

function heardIn(samples: Samples | undefined): readonly string[] {
  return samples!.shown[0]!.written.map(({ entry, round }) => `${entry.entry} ${round}`);
}

test("samples are the first three of the lowest seed that has them, with the reference and G0's words", () => {
  const { seed, shown } = taskSamples(madeResults(checkout.results, summaries))!;
  assert.equal(seed, 1);
  assert.deepEqual(
    shown.map(({ reference, generator }) => [reference, generator]),
    [0, 1, 2].map((place) => [`"Storm" & <flood> ${place}`, `G0 wrote <i>${place}</i>`]),
  );
  assert.match(shown[2]!.input, /alert\(2\).* of seed 1/);
});

test("a task's samples have the controls and the best other entry after the last round, in the board's order", () => {
  const results = madeResults(checkout.results, summaries);
  const samples = taskSamples(results);
  const best = results.entries.find(({ control }) => control === null)!.entry;
  const telling = results.entries
    .map(({ entry }) => entry)
    .filter((entry) => ["clean", "oracle", "keep-all", "random", best].includes(entry));
  assert.equal(telling.length, 5);
  assert.deepEqual(
    heardIn(samples),
    telling.map((entry) => `${entry} 2`),
  );
  const oracle = samples!.shown[2]!.written.find(({ entry }) => entry.entry === "oracle");
  assert.equal(oracle?.text, "<em>oracle</em> wrote 2 in round 2");
});

test("the best other entry is the best that wrote something, and a control's variants do not stand for it", () => {
  const { records } = madeResults(checkout.results, summaries);
  const marked = records.map((record) =>
    record.cell.submission === "noisy-oracle"
      ? { ...record, strategy: { ...record.strategy, control: "reference" as const } }
      : record,
  );
  const silent = marked.map(({ samples, ...record }) =>
    record.cell.submission === "weak-verifier" ? record : { ...record, ...(samples && { samples }) },
  );
  const heard = heardIn(taskSamples(madeResults(checkout.results, summaries, silent)));
  assert.ok(heard.includes("noisy-oracle 2") && heard.includes("self-confidence 2"));
  assert.ok(!heard.some((line) => line.includes("@") || line.includes("verifier")));
});

test("an entry's samples are of round 1 and the last, its variants in the order asked for", () => {
  const results = madeResults(checkout.results, summaries);
  assert.deepEqual(heardIn(entrySamples(results, ["noisy-oracle@p0.5", "noisy-oracle"])), [
    "noisy-oracle@p0.5 1",
    "noisy-oracle@p0.5 2",
    "noisy-oracle 1",
    "noisy-oracle 2",
  ]);
});

test("where there is one round it is shown once", () => {
  const { records } = madeResults(checkout.results, summaries);
  const short = records.map((record) => ({
    ...record,
    regimes: { replace: record.regimes.replace!.slice(0, 1) },
  }));
  const results = madeResults(checkout.results, summaries, short);
  assert.deepEqual(heardIn(entrySamples(results, ["clean"])), ["clean 1"]);
});

test("a failed cell has nothing to read, nor has a task without samples", () => {
  const results = madeResults(checkout.results, summaries);
  assert.equal(entrySamples(results, ["strong-verifier"]), undefined);
  const mixture = madeResults(checkout.results, { ...summaries, name: "made-mixture" });
  assert.equal(taskSamples(mixture), undefined);
  assert.equal(entrySamples(mixture, ["clean"]), undefined);
});
