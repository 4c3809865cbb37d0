import type { Figure } from "../../../harness/task/index.ts";
import { type Selector, selectors } from "./plan.ts";
import { type Estimate, estimate, type Measured, outcomesOf, rouge1s, selectedAt } from "./series.ts";
import type { ReplicationSetting } from "./settings.ts";

type Spec = Readonly<Record<string, unknown>>;
type Row = Figure["rows"][number];

const names: Readonly<Record<Selector, string>> = {
  oracle: "oracle",
  self: "generator itself",
  strong: "strong model",
  weak: "weak model",
  random: "nobody (random)",
};

/** ROUGE-1 of students by share kept and by who selects, with generator and full-data model as lines. */
export function rougeFigure(measured: readonly Measured[], setting: ReplicationSetting): Figure {
  const lines = [
    levelRow("generator", rouge1s(outcomesOf(measured, { kind: "generator" }))),
    levelRow("all human summaries", rouge1s(outcomesOf(measured, { kind: "human" }))),
    levelRow("all of the generator's", rouge1s(selectedAt(measured, "random", 1))),
  ];
  return {
    name: "selection",
    title: "ROUGE-1 after training on selected summaries",
    caption: `One round: greedy summaries of ${setting.setting.corpus.pool.toLocaleString("en")} articles by a generator trained on ${setting.setting.corpus.real.toLocaleString("en")} real pairs; a student is trained for the same steps on the share that is kept. Mean of ${setting.seeds} repetitions with 95 % intervals. Lines: the generator, a model trained on all human summaries, a student of everything the generator wrote.`,
    spec: chart(measuredLayers("rouge1"), {
      field: "rouge1",
      title: "ROUGE-1 on the test set",
      format: ".0%",
    }),
    rows: [...lines, ...pointRows(measured, setting, (outcome) => outcome.rouge1, "rouge1")],
  };
}

/** p⋆ of the selections. */
export function pStarFigure(measured: readonly Measured[], setting: ReplicationSetting): Figure {
  return {
    name: "p-star",
    title: "p⋆ of the selections",
    caption: `p⋆ = 1/(1 + ψ/φ), with φ and ψ the shares kept of right and wrong summaries; right is ROUGE-1 above ${setting.setting.rightAbove}. 0.5: no better than keeping everything; 1: nothing wrong is kept.`,
    spec: chart(pointLayers("pStar"), { field: "pStar", title: "p⋆", format: ".2f" }),
    rows: pointRows(measured, setting, (outcome) => outcome.pStar, "pStar"),
  };
}

function levelRow(series: string, values: readonly number[]): Row {
  return { kind: "level", series, rate: null, ...bounds("rouge1", estimate(values)) };
}

function pointRows(
  measured: readonly Measured[],
  { rates }: ReplicationSetting,
  pick: (outcome: Measured["outcomes"][number]) => number | null,
  field: string,
): Row[] {
  const partial = rates.filter((rate) => rate < 1);
  return selectors.flatMap((selector) =>
    partial.flatMap((rate): Row[] => {
      const values = selectedAt(measured, selector, rate).map(pick);
      const known = values.filter((value) => value !== null);
      if (known.length < 2) return [];
      return [{ kind: "point", series: names[selector], rate, ...bounds(field, estimate(known)) }];
    }),
  );
}

function bounds(field: string, { mean, low, high }: Estimate): Record<string, number> {
  return { [field]: mean, low, high };
}

function measuredLayers(field: string): readonly Spec[] {
  return [
    {
      transform: [{ filter: "datum.kind === 'level'" }],
      mark: { type: "rule", strokeDash: [4, 3], strokeWidth: 1.5 },
      encoding: { y: { field, type: "quantitative" } },
    },
    {
      transform: [{ filter: "datum.kind === 'level'" }],
      mark: { type: "text", align: "left", baseline: "bottom", dx: 4, dy: -2 },
      encoding: { y: { field, type: "quantitative" }, x: { value: 0 }, text: { field: "series" } },
    },
    ...pointLayers(field),
  ];
}

function pointLayers(field: string): readonly Spec[] {
  const points = [{ filter: "datum.kind === 'point'" }];
  const colour = {
    field: "series",
    type: "nominal",
    title: "Selected by",
    sort: Object.values(names),
    legend: { orient: "bottom", columns: 3, labelLimit: 0 },
  };
  const y = { field, type: "quantitative" };
  const x = {
    field: "rate",
    type: "quantitative",
    title: "Share of the summaries that is kept",
    axis: { format: ".1%" },
    scale: { zero: true },
  };
  return [
    { transform: points, mark: { type: "line", strokeWidth: 1.5 }, encoding: { x, y, color: colour } },
    {
      transform: points,
      mark: { type: "rule", strokeWidth: 1.5 },
      encoding: { x, y: { field: "low", type: "quantitative" }, y2: { field: "high" }, color: colour },
    },
    {
      transform: points,
      mark: { type: "point", filled: true, size: 40 },
      encoding: { x, y, color: colour },
    },
  ];
}

function chart(
  layer: readonly Spec[],
  { field, title, format }: { field: string; title: string; format: string },
) {
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    width: "container",
    height: 320,
    layer,
    encoding: { y: { field, type: "quantitative", title, axis: { format }, scale: { zero: false } } },
  };
}
