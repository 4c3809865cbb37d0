import {
  type Figure,
  joinedLayers,
  layered,
  levelLayer,
  numberAxis,
  only,
  type Spec,
  seriesColour,
  shareAxis,
} from "../../../harness/figure/index.ts";
import { estimateOver, knownEnds } from "../../../harness/study/index.ts";
import { type Chooser, selectors } from "./plan.ts";
import { type MeasuredLesson, outcomesOf, rouge1s, selectedAt } from "./series.ts";
import type { ReplicationSetting } from "./settings.ts";

type Row = Figure["rows"][number];

const names: Readonly<Record<Chooser, string>> = {
  oracle: "oracle",
  self: "generator itself",
  stranger: "stranger",
  strong: "strong model",
  weak: "weak model",
  random: "nobody (random)",
};

/** ROUGE-1 of students by share kept and by who selects, with generator and full-data model as lines. */
export function rougeFigure(measured: readonly MeasuredLesson[], setting: ReplicationSetting): Figure {
  const lines = [
    levelRow("generator", rouge1s(outcomesOf(measured, { kind: "generator" }))),
    levelRow("all human summaries", rouge1s(outcomesOf(measured, { kind: "human" }))),
    levelRow("all of the generator's", rouge1s(selectedAt(measured, "random", 1))),
  ];
  return {
    name: "selection",
    title: "ROUGE-1 after training on selected summaries",
    caption: `One round: greedy summaries of ${setting.setting.corpus.pool.toLocaleString("en")} articles by a generator trained on ${setting.setting.corpus.real.toLocaleString("en")} real pairs; a student starts from the same base and makes the same number of passes over the share that is kept. ${repetitionsOf(setting)} Lines: the generator, a model trained on all human summaries, a student of everything the generator wrote.`,
    spec: layered([...levelLayers, ...joinedLayers()], {
      ...axesOf(setting.rates),
      y: shareAxis("rouge1", "ROUGE-1 on the test set"),
    }),
    rows: [...lines, ...pointRows(measured, setting, (outcome) => outcome.rouge1, "rouge1")],
  };
}

/** p⋆ of the selections. */
export function pStarFigure(measured: readonly MeasuredLesson[], setting: ReplicationSetting): Figure {
  return {
    name: "p-star",
    title: "p⋆ of the selections",
    caption: `p⋆ = 1/(1 + ψ/φ), with φ and ψ the shares kept of right and wrong summaries; right is ROUGE-1 above ${setting.setting.rightAbove}. 0.5: no better than keeping everything; 1: nothing wrong is kept.`,
    spec: layered(joinedLayers(), {
      ...axesOf(setting.rates),
      y: numberAxis("pStar", "p⋆", { zero: false }),
    }),
    rows: pointRows(measured, setting, (outcome) => outcome.pStar, "pStar"),
  };
}

function repetitionsOf({ seeds }: ReplicationSetting): string {
  return seeds === 1 ? "One repetition." : `Mean of ${seeds} repetitions with 95 % intervals (Student's t).`;
}

function levelRow(series: string, values: readonly number[]): Row {
  return { kind: "level", series, rate: null, ...estimated("rouge1", values) };
}

function pointRows(
  measured: readonly MeasuredLesson[],
  { rates }: ReplicationSetting,
  pick: (outcome: MeasuredLesson["outcomes"][number]) => number | null,
  field: string,
): Row[] {
  const partial = rates.filter((rate) => rate < 1);
  return selectors.flatMap((selector) =>
    partial.flatMap((rate): Row[] => {
      const values = selectedAt(measured, selector, rate).map(pick);
      const known = values.filter((value) => value !== null);
      if (known.length === 0) return [];
      return [{ kind: "measured", series: names[selector], rate, ...estimated(field, known) }];
    }),
  );
}

function estimated(field: string, values: readonly number[]): Row {
  const { mean, ...ends } = estimateOver(values);
  return { [field]: mean, ...knownEnds(ends) };
}

/** Levels across the figure, named where they begin; of no series. */
const levelLayers: readonly Spec[] = [
  { ...levelLayer, encoding: { x: null, color: null } },
  {
    transform: [only("level")],
    mark: { type: "text", align: "left", baseline: "bottom", dx: 4, dy: -2 },
    encoding: { x: { value: 0 }, color: null, text: { field: "series" } },
  },
];

/** What both figures have: the share that is kept, marked where there are measurements, and who selects. */
function axesOf(rates: readonly number[]): Spec {
  return {
    x: {
      ...numberAxis("rate", "Share of the summaries that is kept", { zero: true }),
      axis: { values: rates.filter((rate) => rate < 1), format: ".1%", grid: false },
    },
    color: seriesColour("Selected by", Object.values(names)),
  };
}
