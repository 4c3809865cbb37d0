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
import type { MeanInterval } from "../../../harness/statistics/index.ts";
import { knownEnds } from "../../../harness/study/index.ts";
import { choices } from "./beams.ts";
import {
  beamEstimate,
  choosingCurve,
  chosenErrors,
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
        return {
          kind: "measured",
          series: choice,
          tolerance: percent(tolerance),
          beams: width,
          ...ranged(beamEstimate(measured, width, choice, tolerance)),
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
    caption: `Accuracy of the generator's likeliest beam (self-selected) and of the beam nearest to the truth (oracle-selected) by number of beams, at ${setting.tolerances.length} tolerances; one beam is the greedy prediction. ${count(beams.inputs)} matrices. ${meanOf(seeds)} Diamonds: the paper's Table 1 (5 × 5 matrices, τ = 1 %).`,
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
  const { larger } = measured;
  const curves = [
    { curve: droppingCurve(measured, errors), name: series.dropping },
    { curve: choosingCurve(measured, chosenErrors({ setting, noisy })), name: series.choosing },
    { curve: larger === undefined ? [] : droppingCurve(larger, errors), name: series.larger },
  ];
  const points = curves.flatMap(({ curve, name }) =>
    curve.map(({ pStar, error, estimate }) => ({
      kind: "measured",
      pStar,
      error,
      ...ranged(estimate),
      series: name,
    })),
  );
  const level = levelRow(measured, series.generator);
  const drawn = new Set<string>([series.generator, ...points.map((point) => point.series)]);
  if (larger !== undefined) drawn.add(series.largerGenerator);
  return {
    name: "noisy-verifier",
    title: "How good a verifier must be",
    caption: noisyCaption({ noisy, setting, seeds }),
    spec: layered([...joinedLayers(), levelLayer, paperLayer], {
      x: {
        ...numberAxis("pStar", "p⋆", { domain: [0.5, 1] }),
        axis: { values: [0.5, 0.6, 0.7, 0.8, 0.9, 1] },
      },
      y: accuracy,
      color: seriesColour(
        "",
        Object.values(series).filter((name) => drawn.has(name)),
      ),
    }),
    rows: [
      ...points,
      level,
      ...(larger === undefined ? [] : [levelRow(larger, series.largerGenerator)]),
      { ...level, kind: "paper", pStar: paperCrossing, low: null, high: null },
    ],
  };
}

function noisyCaption({
  noisy,
  setting,
  seeds,
}: Pick<ReplicationSetting, "noisy" | "setting" | "seeds">): string {
  const { larger } = noisy;
  const choosing =
    setting.candidates > 1
      ? ` Choosing: of each input the best of ${setting.candidates} guesses, or with some chance any of them; p⋆ from the measured φ and ψ.`
      : "";
  const atLarger =
    larger === undefined
      ? ""
      : `; larger budget: ${count(larger.keep)} guesses, and ${count(larger.steps)} steps of the generator too`;
  return `Dropping: every right greedy guess is kept, and a wrong one with chance ψ, so p⋆ = 1/(1 + ψ); right means a relative error below ${percent(setting.tolerance)}.${choosing} Each student learns from ${count(noisy.keep)} guesses for ${count(setting.training.steps)} steps${atLarger}. Dashed: the generators. ${meanOf(seeds)} Diamond: where the paper's curve crosses its generator's line, p⋆ = ${paperCrossing}.`;
}

function meanOf(seeds: number): string {
  return seeds === 1 ? "One seed." : `Mean of ${seeds} seeds, bars are 95 % intervals (Student's t).`;
}

/** An accuracy as rows have it; ends that nothing is known of are null. */
function ranged({ mean, ...ends }: MeanInterval) {
  return { accuracy: mean, ...knownEnds(ends) };
}

/** The curve of Figure 4, right, as rows name it. */
export const unverifiedSeries = "student of unverified guesses";

/** Figure 4, right: more unverified data. */
export function unverifiedFigure(measured: MeasuredSeries, setting: ReplicationSetting): Figure {
  const points = setting.unverified.map((multiple) => {
    const estimate = headline(measured.unverified.get(multiple)!);
    return { kind: "measured", series: unverifiedSeries, multiple, ...ranged(estimate) };
  });
  return {
    name: "unverified",
    title: "More unverified data does not pass the generator",
    caption: `Students of unverified greedy guesses, in multiples of the ${count(setting.setting.real)} real examples; all take the same number of steps. Dashed: the generator. ${meanOf(setting.seeds)}`,
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
  return { kind: "level", series, ...ranged(headline(generator)) };
}
