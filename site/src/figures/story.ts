import type { RoundScore } from "../../../harness/board/index.ts";
import type { Figure } from "../../../harness/figure/index.ts";
import type { MetricFormat } from "../../../harness/format/index.ts";
import type { Story } from "../data/index.ts";

/** The picture of a story: what keeps everything, a random part, and a selection. */
export function storyFigureOf({ results, view, everything, floor, selected, curves }: Story): Figure {
  const { metric, title } = results.about;
  const learnt = [
    { label: `All of it (${everything.name})`, colour: "var(--series-2)" },
    ...(floor === undefined ? [] : [{ label: `A random part (${floor.name})`, colour: "var(--series-4)" }]),
    { label: `A selection (${selected.name})`, colour: "var(--series-1)" },
  ];
  const lines = learnt.map((line, place) => ({ ...line, rounds: curves[place]! }));
  return storyFigure(lines, {
    title: `${title}: the same model on its own output, unselected and selected`,
    caption:
      `Means over ${selected.seeds} seeds with their 95 % intervals, regime ${view.regime}: each model learns from nothing but what the last one wrote. ` +
      "The dotted line is G0, the generator trained on real data.",
    metric: metric.title,
    format: metric.format,
  });
}

/** One line of the picture: what its models learn from, and their curve. */
export interface StoryLine {
  readonly label: string;
  /** A custom property of styles/tokens.css. */
  readonly colour: string;
  readonly rounds: readonly RoundScore[];
}

/** What collapse is: the metric after every round for a few ways to choose what the next model learns from, and G0's level. */
export function storyFigure(
  lines: readonly StoryLine[],
  text: {
    readonly title: string;
    readonly caption: string;
    readonly metric: string;
    readonly format: MetricFormat;
  },
): Figure {
  const start = lines[0]?.rounds.find(({ round }) => round === 0)?.metric.mean ?? null;
  const axis = text.format === "percent" ? { format: ".0%", tickCount: 5 } : { tickCount: 5 };
  const x = {
    field: "round",
    type: "quantitative",
    title: "Round of training on the last model's output",
    axis: { tickMinStep: 1, grid: false, format: "d", tickCount: 5 },
  };
  const y = { field: "mean", type: "quantitative", title: text.metric, scale: { zero: false }, axis };
  const series = {
    field: "series",
    type: "nominal",
    title: null,
    sort: lines.map(({ label }) => label),
    legend: { symbolType: "stroke", symbolSize: 500, columns: 1 },
  };
  const colour = { ...series, scale: { range: lines.map(({ colour }) => colour) } };
  return {
    name: "collapse",
    title: text.title,
    caption: text.caption,
    spec: {
      height: 280,
      layer: [
        {
          mark: { type: "area", opacity: 0.16 },
          encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" }, color: colour },
        },
        {
          mark: { type: "line", strokeWidth: 2.5, point: { size: 40, filled: true } },
          encoding: { x, y, color: colour, strokeDash: series },
        },
        {
          mark: { type: "rule", strokeDash: [2, 3] },
          encoding: { y: { aggregate: "mean", field: "start", type: "quantitative" } },
        },
      ],
    },
    rows: lines.flatMap(({ label, rounds }) =>
      rounds.map(({ round, metric }) => ({
        series: label,
        round,
        mean: metric.mean,
        low: metric.low,
        high: metric.high,
        start,
      })),
    ),
  };
}
