import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, before, test } from "node:test";
import type { ScoredEntry } from "../../harness/board/index.ts";
import type { ResultRecord } from "../../harness/record/index.ts";
import { decayOf, overviewOf, verdictOf } from "../../site/src/data/index.ts";
import { inOrder } from "../../site/src/data/order.ts";
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

/** The made records, with other texts of `random` in the last round. */
function withLastTexts(textOf: (written: string, place: number) => string): readonly ResultRecord[] {
  return madeRecords(checkout.results, summaries).map((record) =>
    record.cell.submission !== "random"
      ? record
      : {
          ...record,
          regimes: {
            replace: record.regimes.replace!.map((round) => ({
              ...round,
              ...(round.round === 2 && round.samples !== undefined && { samples: round.samples.map(textOf) }),
            })),
          },
        },
  );
}

test("tasks are told in one order, and those it does not name follow by name", () => {
  const names = ["zebra", "gaussian-mixture", "apple", "eigenvalues", "news"];
  assert.deepEqual(
    inOrder(names, (name) => name),
    ["news", "eigenvalues", "gaussian-mixture", "apple", "zebra"],
  );
});

test("the text that decays is the one that has lost most of what G0 shared with the reference, with the best entry's beside it", () => {
  const decay = decayOf(
    bookOf(withLastTexts((text, place) => (place === 2 ? "Could could could cut." : text))),
  )!;
  assert.equal(decay.reference, `"Storm" & <flood> 2`);
  assert.equal(decay.generator, "G0 wrote <i>2</i>");
  assert.deepEqual(decay.unselected.texts.at(-1), { round: 2, text: "Could could could cut." });
  assert.equal(decay.selected?.entry.control, null);
  assert.equal(decay.among, 4);
});

test("where no text shares less with its reference than G0's there is no text that decays, nor without samples", () => {
  const asReferences = withLastTexts((_, place) => `"Storm" & <flood> ${place}`);
  assert.equal(decayOf(bookOf(asReferences)), undefined);
  assert.equal(decayOf(undefined), undefined);
});

const line = (
  entry: string,
  verdict: ScoredEntry["verdict"],
  more: Partial<ScoredEntry> = {},
): ScoredEntry => {
  const [known] = madeResults(checkout.results, summaries).entries;
  const ranked = { control: null, rank: more.control ? null : { low: 1, high: 4 } };
  return { ...known!, ...ranked, entry, name: entry, verdict, letters: ["a"], feedback: {}, ...more };
};

test("a verdict leaves out controls and whoever has no rank: the leader is the best entry, its peers are those that share a letter", () => {
  const verdict = verdictOf({
    entries: [
      line("judge", "gained", { control: "reference", letters: ["a"] }),
      line("withdrawn", "gained", { rank: null }),
      line("first", "gained", { letters: ["a", "b"], feedback: { strong: 5 } }),
      line("second", "gained", { letters: ["b"] }),
      line("third", "collapsed", { letters: ["c"] }),
      line("floor", "collapsed", { control: "floor", letters: ["c"] }),
    ],
  })!;
  const ids = (some: readonly ScoredEntry[]) => some.map(({ entry }) => entry);
  assert.equal(verdict.leader.entry, "first");
  assert.deepEqual(ids(verdict.peers), ["second"]);
  assert.equal(verdict.free?.entry, "second");
  assert.deepEqual(ids(verdict.collapsed), ["third"]);
  assert.deepEqual(ids(verdict.collapsedControls), ["floor"]);
  assert.equal(verdictOf({ entries: [line("floor", "collapsed", { control: "floor" })] }), undefined);
});

test("the overview has first who gains on more tasks, then who collapses on fewer; a task without the entry is empty", () => {
  const rows = overviewOf([
    { entries: [line("once", "gained"), line("twice", "gained"), line("never", "collapsed")] },
    { entries: [line("twice", "gained"), line("calm", "undecided")] },
  ]);
  assert.deepEqual(
    rows.map(({ entry, lines }) => [entry.entry, ...lines.map((one) => one?.verdict ?? null)]),
    [
      ["twice", "gained", "gained"],
      ["once", "gained", null],
      ["calm", null, "undecided"],
      ["never", "collapsed", null],
    ],
  );
});
