import type { Figure } from "../../../harness/figure/index.ts";
import {
  countAxis,
  joinedLayers,
  layered,
  levelLayer,
  numberAxis,
  paperLayer,
  seriesColour,
  seriesDash,
  shareAxis,
} from "../../../harness/figure/index.ts";
import { count } from "../../../harness/format/index.ts";
import { choices } from "./beams.ts";
import {
  beamEstimate,
  choosingCurve,
  type DroppingMeasured,
  droppingCurve,
  headline,
  type MeasuredSeries,
  paperCrossing,
} from "./measured.ts";
import type { ReplicationSetting } from "./settings.ts";

/** The paper's Table 1 at τ = 1 %. */
const paperTable = [
  { width: 1, choice: "self-selected", accuracy: 0.202 },
  { width: 50, choice: "self-selected", accuracy: 0.192 },
  { width: 50, choice: "oracle-selected", accuracy: 0.604 },
] as const;
const paperTolerance = 0.01;

const accuracy = shareAxis("accuracy", "Test accuracy (%)", { zero: true });
/** A tolerance as rows name it. */
export const percent = (share: number) => `${100 * share} %`;

/** Table 1: what is among the beams, and what likelihood finds of it. */
export function beamFigure(measured: MeasuredSeries, { beams, setting, seeds }: ReplicationSetting): Figure {
  const rows = choices.flatMap((choice) =>
    setting.tolerances.flatMap((tolerance) =>
      beams.widths.map((width) => {
        const { mean, low, high } = beamEstimate(measured, width, choice, tolerance);
        return {
          kind: "measured",
          series: choice,
          tolerance: percent(tolerance),
          beams: width,
          accuracy: mean,
          low,
          high,
        };
      }),
    ),
  );
  const paper = paperTable.map(({ width, choice, accuracy }) => ({
    kind: "paper",
    series: choice,
    tolerance: percent(paperTolerance),
    beams: width,
    accuracy,
    low: null,
    high: null,
  }));
  return {
    name: "beams",
    title: "The good answer is among the beams, and likelihood does not find it",
    caption: `Accuracy of the generator's likeliest beam (self-selected) and of the beam nearest to the truth (oracle-selected) by number of beams, at ${setting.tolerances.length} tolerances; one beam is the greedy prediction. ${count(beams.inputs)} matrices, mean of ${seeds} seeds, bars are 95 % intervals (Student's t). Diamonds: the paper's Table 1 (5 × 5 matrices, τ = 1 %).`,
    spec: layered([...joinedLayers(seriesDash("", ["oracle-selected", "self-selected"])), paperLayer], {
      x: countAxis("beams", "Beams (log scale)", beams.widths),
      y: accuracy,
      color: seriesColour("τ", setting.tolerances.map(percent), "tolerance"),
    }),
    rows: [...rows, ...paper],
  };
}

/** Curves of Figure 4, left, as rows name them. */
export const series = {
  dropping: "drops wrong guesses",
  choosing: "chooses among guesses",
  generator: "generator",
  larger: "drops wrong guesses, larger budget",
  largerGenerator: "generator, larger budget",
} as const;

/** Figure 4, left: a verifier that errs, against p⋆. */
export function noisyFigure(measured: MeasuredSeries, { noisy, setting, seeds }: ReplicationSetting): Figure {
  const { errors } = noisy;
  const points = [
    ...droppingCurve(measured, errors).map((point) => ({ ...point, series: series.dropping })),
    ...choosingCurve(measured, errors).map((point) => ({ ...point, series: series.choosing })),
    ...droppingCurve(measured.larger, errors).map((point) => ({ ...point, series: series.larger })),
  ];
  const level = levelRow(measured, series.generator);
  return {
    name: "noisy-verifier",
    title: "How good a verifier must be",
    caption: `Dropping: every right greedy guess is kept, and a wrong one with chance ψ, so p⋆ = 1/(1 + ψ); right means a relative error below ${percent(setting.tolerance)}. Choosing: of each input the best of ${setting.candidates} guesses, or with some chance any of them; p⋆ from the measured φ and ψ. Each student learns from ${count(noisy.keep)} guesses for ${count(setting.training.steps)} steps; larger budget: ${count(noisy.larger.keep)} guesses, and ${count(noisy.larger.steps)} steps of the generator too. Dashed: the generators. Mean of ${seeds} seeds, bars are 95 % intervals (Student's t). Diamond: where the paper's curve crosses its generator's line, p⋆ = ${paperCrossing}.`,
    spec: layered([...joinedLayers(), levelLayer, paperLayer], {
      x: {
        ...numberAxis("pStar", "p⋆", { domain: [0.5, 1] }),
        axis: { values: [0.5, 0.6, 0.7, 0.8, 0.9, 1] },
      },
      y: accuracy,
      color: seriesColour("", Object.values(series)),
    }),
    rows: [
      ...points,
      level,
      levelRow(measured.larger, series.largerGenerator),
      { ...level, kind: "paper", pStar: paperCrossing, low: null, high: null },
    ],
  };
}

/** The curve of Figure 4, right, as rows name it. */
export const unverifiedSeries = "student of unverified guesses";

/** Figure 4, right: more unverified data. */
export function unverifiedFigure(measured: MeasuredSeries, setting: ReplicationSetting): Figure {
  const points = setting.unverified.map((multiple) => {
    const { mean, low, high } = headline(measured.unverified.get(multiple)!);
    return { kind: "measured", series: unverifiedSeries, multiple, accuracy: mean, low, high };
  });
  return {
    name: "unverified",
    title: "More unverified data does not pass the generator",
    caption: `Students of unverified greedy guesses, in multiples of the ${count(setting.setting.real)} real examples; all take the same number of steps. Dashed: the generator. Mean of ${setting.seeds} seeds, bars are 95 % intervals (Student's t).`,
    spec: layered([...joinedLayers(), levelLayer], {
      x: countAxis(
        "multiple",
        "Unverified guesses, multiples of the real examples (log scale)",
        setting.unverified,
      ),
      y: accuracy,
      color: seriesColour("", [unverifiedSeries, series.generator]),
    }),
    rows: [...points, levelRow(measured, series.generator)],
  };
}

function levelRow({ generator }: DroppingMeasured, series: string) {
  const { mean, low, high } = headline(generator);
  return { kind: "level", series, accuracy: mean, low, high };
}
