import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { RoundScore } from "../../harness/board/index.ts";
import { entryParts } from "../../harness/submission/index.ts";
import type { Regime } from "../../harness/task/index.ts";
import {
  analysisFigures,
  axisOf,
  drawFigure,
  frontierOf,
  markOf,
  mostPanels,
  place,
  roundsFigure,
} from "../../site/src/figures/index.ts";

const score = fc.double({ min: -50, max: 50, noNaN: true });
const interval = fc
  .tuple(score, score, score)
  .map((values) => values.sort((a, b) => a - b))
  .map(([low, mean, high]) => ({ low: low!, mean: mean!, high: high! }));

test("an axis holds the middle half of all intervals, and what it cuts off is marked as cut", () => {
  fc.assert(
    fc.property(fc.array(interval, { minLength: 1 }), (intervals) => {
      const axis = axisOf(intervals);
      assert.ok(axis.low < axis.high);
      const ends = intervals.flatMap(({ low, high }) => [low, high]).sort((a, b) => a - b);
      assert.ok(axis.low <= ends[Math.round(0.25 * (ends.length - 1))]!);
      assert.ok(axis.high >= ends[Math.round(0.75 * (ends.length - 1))]!);
      for (const one of intervals) {
        const mark = markOf(one, axis);
        assert.equal(mark.cutLow, one.low < axis.low);
        assert.equal(mark.cutHigh, one.high > axis.high);
        if (mark.outside) assert.ok(mark.cutLow || mark.cutHigh, "what is not drawn is marked as cut");
        assert.ok(0 <= mark.low && mark.low <= mark.mean && mark.mean <= mark.high && mark.high <= 100);
      }
    }),
  );
});

test("an axis is zoomed to the intervals: 0 belongs to it where it is near, and one far entry flattens nobody", () => {
  const near = [1, 2, 3].map((mean) => ({ mean, low: mean - 0.5, high: mean + 0.5 }));
  assert.ok(axisOf(near).low < 0);
  const far = near.map(({ mean, low, high }) => ({ mean: mean + 100, low: low + 100, high: high + 100 }));
  assert.ok(axisOf(far).low > 99);
  assert.ok(axisOf([...near, { mean: -80, low: -90, high: -70 }]).low > -10);
});

test("an interval of one seed is a point", () => {
  const axis = axisOf([0, 1].map((mean) => ({ mean, low: null, high: null })));
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
  assert.match(narrow.svg, /<title id="made-narrow-title">Made &amp; drawn<\/title>/);
  assert.match(wide.svg, /<desc id="made-wide-desc">Points &lt; lines\.<\/desc>/);
  assert.match(wide.svg, /stroke="var\(--series-1\)"/);
  for (const { svg } of [narrow, wide])
    assert.deepEqual(svg.replace(/<style.*?<\/style>/s, "").match(/(fill|stroke)="#[0-9a-f]+"/gi), null);
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
    assert.ok(narrow.width <= (328 * 12) / 11, `narrow: ${narrow.width} for ${Object.keys(spec)}`);
    assert.ok(wide.width <= (760 * 12) / 11, `wide: ${wide.width} for ${Object.keys(spec)}`);
  }
});

test("a long axis title takes more lines, not the plot's room", async () => {
  const title = "Multiples of the examples that were there at first, all of them counted (log scale)";
  const encoding = { ...source.spec.encoding, x: { ...source.spec.encoding.x, title } };
  const { narrow, wide } = await drawFigure({ ...source, spec: { ...source.spec, encoding } });
  for (const [{ svg }, width] of [[narrow, 328] as const, [wide, 760] as const]) {
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

test("a regime has one colour and one dash in all figures, whichever a task plays", async () => {
  const entries = [{ entry: "a", control: null }];
  const strokes = async (played: readonly Regime[]) => {
    const rounds = roundsOf(entries).filter((round) => round.regime === "replace");
    const all = played.flatMap((regime) => rounds.map((round) => ({ ...round, regime })));
    const { wide } = await drawFigure(roundsFigure("rounds", all, { metric, regime, entries }));
    return new Set(wide.svg.match(/stroke="var\(--series-\d\)"/g));
  };
  assert.deepEqual(await strokes(["replace"]), new Set(['stroke="var(--series-1)"']));
  assert.deepEqual(
    await strokes(["accumulate-subsample", "replace"]),
    new Set(['stroke="var(--series-1)"', 'stroke="var(--series-3)"']),
  );
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

test("entries with long names have panels within the width, narrow and wide; those there is no room for are left out and it is said", async () => {
  const others = Array.from({ length: 40 }, (_, place) => ({
    entry: `a-strategy-${place}@with-a-variant`,
    control: null,
  }));
  const entries = [...others, scale[0], scale[2]];
  const figure = roundsFigure("rounds", roundsOf(entries), { metric, regime, entries });
  assert.match(figure.caption, /Shown are the controls and the best of the others/);
  const shown = [...others.slice(0, mostPanels - 2), scale[0], scale[2]];
  const { narrow, wide } = await drawFigure(figure);
  assert.ok(narrow.width <= (328 * 12) / 11 && wide.width <= (760 * 12) / 11);
  for (const { svg } of [narrow, wide]) {
    for (const { entry } of shown)
      assert.ok(svg.includes(`>${entryParts(entry).submission}<`), `${entry} has no panel`);
    assert.ok(!svg.includes(">a-strategy-39<"));
    assert.equal(svg.match(/stroke="var\(--rule-strong\)"/g)?.length, 2 * mostPanels);
  }
});

test("the frontier is whoever gains more than everybody that spends no more", () => {
  const point = (entry: string, feedback: number, gain: number) => ({
    entry,
    division: "self",
    feedback,
    gain,
  });
  const points = [
    point("a", 0, 1),
    point("b", 0, 2),
    point("c", 10, 1.5),
    point("d", 20, 3),
    point("e", 30, 3),
  ];
  assert.deepEqual([...frontierOf(points)], ["b", "d"]);
});

test("tables become figures: the price without controls, the grid with its letters, every definition in the board's order", async () => {
  const entries = [
    { entry: "clean", control: "ceiling" as const },
    ...["b", "a"].map((entry) => ({ entry, control: null })),
  ];
  const about = { title: "Told", caption: "`holds` says it." };
  const gains = { protocol: "recursion", gain: 0.02, low: 0.01, high: 0.03 };
  const tables = [
    {
      ...{ name: "price", ...about },
      rows: entries.map(({ entry }) => ({
        entry,
        ...gains,
        truthCalls: 0,
        modelCalls: entry === "a" ? 500 : 0,
      })),
    },
    {
      name: "verifiers",
      ...about,
      rows: [{ ...gains, verifier: "weak", rule: "top", entry: "a", letters: "bc" }],
    },
    {
      ...{ name: "definitions", ...about },
      rows: ["a", "b", "clean"].map((entry) => ({
        entry,
        definition: "worse",
        seeds: 2,
        extent: 1,
        low: 0,
        high: 2,
        holds: "no",
      })),
    },
    { name: "theorem", ...about, rows: [] },
  ];
  const figures = analysisFigures(tables, { metric, entries });
  assert.deepEqual([...figures.keys()], ["price", "verifiers", "definitions"]);
  const rowsOf = (name: string) => figures.get(name)!.rows;
  assert.deepEqual(
    rowsOf("price").map(({ entry, paid, calls, gain }) => [entry, paid, calls, gain]),
    [
      ["b", "The truth", 0, 2],
      ["b", "Models", 0, 2],
      ["a", "Models", 500, 2],
    ],
  );
  assert.deepEqual(
    rowsOf("definitions").map(({ entry }) => entry),
    ["clean", "b", "a"],
  );
  for (const figure of figures.values()) {
    assert.doesNotMatch(figure.caption, /`/);
    const { narrow, wide } = await drawFigure(figure);
    assert.ok(narrow.width <= (328 * 12) / 11 && wide.width <= (760 * 12) / 11, figure.name);
  }
  const { wide } = await drawFigure(figures.get("verifiers")!);
  for (const text of ["+2.0", "bc", "weak", "top"]) assert.ok(wide.svg.includes(`>${text}<`), text);
});
