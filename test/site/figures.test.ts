import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { RoundScore } from "../../harness/board/index.ts";
import { entryParts } from "../../harness/submission/index.ts";
import { axisOf, drawFigure, markOf, place, roundsFigure } from "../../site/src/figures/index.ts";

const score = fc.double({ min: -50, max: 50, noNaN: true });
const interval = fc
  .tuple(score, score, score)
  .map((values) => values.sort((a, b) => a - b))
  .map(([low, mean, high]) => ({ low: low!, mean: mean!, high: high! }));

const ceiling = fc.double({ min: 0.001, max: 60, noNaN: true });

test("an axis always shows G0 and the ceiling, and cuts off only what is far from them", () => {
  fc.assert(
    fc.property(fc.array(interval), ceiling, (intervals, highest) => {
      const axis = axisOf(intervals, highest);
      assert.ok(axis.low < 0 && axis.high > highest);
      assert.ok(axis.low >= -1.2 * highest && axis.high <= 2.2 * highest);
      for (const one of intervals) {
        const mark = markOf(one, axis);
        assert.equal(mark.cutLow, one.low < axis.low);
        assert.equal(mark.cutHigh, one.high > axis.high);
        assert.equal(mark.outside, one.mean < axis.low || one.mean > axis.high);
        if (mark.outside) assert.ok(mark.cutLow || mark.cutHigh, "what is not drawn is marked as cut");
      }
    }),
  );
});

test("without a ceiling nothing is cut off", () => {
  fc.assert(
    fc.property(fc.array(interval), (intervals) => {
      const axis = axisOf(intervals);
      assert.ok(axis.low < axis.high);
      for (const one of intervals) {
        const { cutLow, cutHigh, outside } = markOf(one, axis);
        assert.ok(!cutLow && !cutHigh && !outside);
      }
    }),
  );
});

test("marks keep the order of their values and stay inside the plot", () => {
  fc.assert(
    fc.property(fc.array(interval, { minLength: 1 }), ceiling, (intervals, highest) => {
      const axis = axisOf(intervals, highest);
      for (const one of intervals) {
        const { low, mean, high } = markOf(one, axis);
        assert.ok(0 <= low && low <= mean && mean <= high && high <= 100);
      }
    }),
  );
});

test("an interval of one seed is a point", () => {
  const axis = axisOf([{ mean: 0.5, low: null, high: null }], 1);
  assert.deepEqual(markOf({ mean: 0.5, low: null, high: null }, axis), {
    mean: 50,
    low: 50,
    high: 50,
    cutLow: false,
    cutHigh: false,
    outside: false,
  });
  assert.equal(place(0.5, axis), 50);
});

const source = {
  name: "made",
  title: "Made & drawn",
  caption: "Points < lines.",
  spec: {
    mark: "line",
    encoding: { x: { field: "x", type: "quantitative" }, y: { field: "y", type: "quantitative" } },
  },
  rows: [
    { x: 1, y: 2, name: "a series with a rather long name" },
    { x: 2, y: 3, name: "another series with as long a name" },
  ],
};

test("a figure is drawn at two widths, titled, described and coloured by the tokens only", async () => {
  const { narrow, wide } = await drawFigure(source);
  assert.match(narrow, /<title id="made-narrow-title">Made &amp; drawn<\/title>/);
  assert.match(wide, /<desc id="made-wide-desc">Points &lt; lines\.<\/desc>/);
  assert.match(wide, /stroke="var\(--series-1\)"/);
  for (const svg of [narrow, wide]) assert.deepEqual(svg.match(/(fill|stroke)="#[0-9a-f]+"/gi), null);
});

test("every kind of figure fits its width without its text of 12 px falling below 11", async () => {
  const { encoding } = source.spec;
  const longLegend = {
    field: "name",
    type: "nominal",
    legend: { orient: "bottom", columns: 2, labelLimit: 0 },
  };
  const specs = [
    source.spec,
    { layer: [source.spec, source.spec] },
    { facet: { field: "name", type: "nominal" }, columns: 4, spec: source.spec },
    { hconcat: [source.spec, { mark: "point", encoding }] },
    { layer: [source.spec], width: "container", height: 300, encoding: { color: longLegend } },
  ];
  for (const spec of specs) {
    const { narrow, wide } = await drawFigure({ ...source, spec });
    assert.ok(widthOf(narrow) <= (328 * 12) / 11, `narrow: ${widthOf(narrow)} for ${Object.keys(spec)}`);
    assert.ok(widthOf(wide) <= (760 * 12) / 11, `wide: ${widthOf(wide)} for ${Object.keys(spec)}`);
  }
});

test("a long axis title takes more lines, not the plot's room", async () => {
  const title = "Multiples of the examples that were there at first, all of them counted (log scale)";
  const encoding = { ...source.spec.encoding, x: { ...source.spec.encoding.x, title } };
  const { narrow, wide } = await drawFigure({ ...source, spec: { ...source.spec, encoding } });
  for (const [svg, width] of [[narrow, 328] as const, [wide, 760] as const]) {
    const line = /d="M([\d.]+),[\d.]+L([\d.]+),/.exec(svg)!.map(Number);
    assert.ok(line[2]! - line[1]! > width / 3, `the line is ${line[2]! - line[1]!} wide`);
    const shown = [...svg.matchAll(/>([^<>]+)<\/(?:text|tspan)>/g)].map(([, text]) => text!.trim());
    assert.ok(shown.join(" ").includes(title), shown.join("|"));
  }
});

test("a specification that is not Vega-Lite is refused", async () => {
  await assert.rejects(drawFigure({ ...source, spec: { mark: "no-such-mark" } }));
});

function roundsOf(entries: readonly { readonly entry: string }[]): readonly RoundScore[] {
  return entries.flatMap(({ entry }, place) =>
    (["replace", "accumulate"] as const).flatMap((regime) =>
      [0, 1, 2].map((round) => ({
        ...{ entry, regime, round, metric: { mean: 0.5 + (place * round) / 10, low: 0.4, high: 0.7 } },
        ...{ p: null, phi: null, psi: null, pStar: null, selected: null },
      })),
    ),
  );
}

const metric = { title: "Accuracy", format: "percent" } as const;
const regime = "replace" as const;

test("the figure of rounds has a panel for every entry and the generator's level in each row", () => {
  const entries = ["a", "b@v"].map((entry) => ({ entry, control: null }));
  const { rows, caption } = roundsFigure("rounds", roundsOf(entries), { metric, regime, entries });
  assert.deepEqual([...new Set(rows.map((row) => row["entry"]))], ["a", "b@v"]);
  assert.ok(rows.every((row) => row["start"] === 0.5));
  assert.ok(rows.every((row) => row["floor"] === null && row["ceiling"] === null));
  assert.doesNotMatch(caption, /floor/);
});

const scale = [
  { entry: "clean", control: "ceiling" },
  { entry: "judge", control: null },
  { entry: "random", control: "floor" },
] as const;

test("every panel of the figure of rounds has the scale's ends, in the headline regime only", () => {
  const { rows, caption } = roundsFigure("rounds", roundsOf(scale), { metric, regime, entries: scale });
  for (const row of rows) {
    const inHeadline = row["regime"] === "Replace";
    assert.equal(row["ceiling"], inHeadline ? 0.5 : null);
    assert.equal(row["floor"], inHeadline ? 0.5 + (2 * Number(row["round"])) / 10 : null);
  }
  assert.match(caption, /controls floor and ceiling under the regime replace/);
});

test("twenty entries with long names are twenty panels within the width, narrow and wide", async () => {
  const others = Array.from({ length: 18 }, (_, place) => ({
    entry: `a-strategy-${place}@with-a-variant`,
    control: null,
  }));
  const entries = [...others, scale[0], scale[2]];
  const figure = roundsFigure("rounds", roundsOf(entries), { metric, regime, entries });
  const { narrow, wide } = await drawFigure(figure);
  assert.ok(widthOf(narrow) <= (328 * 12) / 11 && widthOf(wide) <= (760 * 12) / 11);
  for (const svg of [narrow, wide]) {
    for (const { entry } of entries)
      assert.ok(svg.includes(`>${entryParts(entry).submission}<`), `${entry} has no panel`);
    assert.equal(svg.match(/stroke="var\(--rule-strong\)"/g)?.length, 2 * entries.length);
  }
});

function widthOf(svg: string): number {
  return Number(/viewBox="0 0 ([\d.]+)/.exec(svg)?.[1]);
}
