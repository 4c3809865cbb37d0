import {
  type Figure,
  layered,
  measuredLayers,
  numberAxis,
  predictedLayer,
  seriesColour,
  shareAxis,
} from "../../../harness/figure/index.ts";
import type { LawPoint, PruningPoint, RegressionPoint, VariancePoint } from "./measure.ts";
import { crossingError } from "./pruning.ts";
import type { LawsSetting } from "./settings.ts";

/** Variance of a refitted Gaussian by rounds. */
export function varianceFigure(
  points: readonly VariancePoint[],
  { samples, repeats }: LawsSetting["variance"],
): Figure {
  const name = (point: Pick<VariancePoint, "samples" | "regime">) => `n = ${point.samples}, ${point.regime}`;
  return {
    name: "refitted-variance",
    title: "Replaced samples forget the variance, accumulated ones keep it",
    caption: `A Gaussian fitted by maximum likelihood to n samples of itself, again and again; mean variance over ${repeats} repetitions with 95 % intervals. Lines: (1 − 1/n)ᵗ and Π (1 − 1/(n i²)) (Kazdan et al. 2024).`,
    spec: layered([predictedLayer, ...measuredLayers], {
      x: numberAxis("round", "t, rounds", { zero: true }),
      y: numberAxis("value", "Variance over the first one", { zero: true }),
      color: seriesColour(
        "Samples, regime",
        samples.flatMap((n) => [`n = ${n}, replace`, `n = ${n}, accumulate`]),
      ),
    }),
    rows: points.flatMap((point) => rowsOf(name(point), { round: point.round }, point)),
  };
}

/** Excess error of least squares by rounds. */
export function regressionFigure(
  points: readonly RegressionPoint[],
  { dimension, examples, repeats }: LawsSetting["regression"],
): Figure {
  return {
    name: "regression",
    title: "Errors add up when data is replaced, and do not when it accumulates",
    caption: `Least squares on labels of the round before, d = ${dimension}, T = ${examples} a round; mean excess error in units of one round's own over ${repeats} repetitions with 95 % intervals. Lines: t, and the bound Σ 1/i² (Gerstgrasser et al. 2024).`,
    spec: layered([predictedLayer, ...measuredLayers], {
      x: numberAxis("round", "t, rounds", { zero: true }),
      y: numberAxis("value", "Excess error, in units of round 1's", { zero: true }),
      color: seriesColour("Regime", ["replace", "accumulate"]),
    }),
    rows: points.flatMap((point) => rowsOf(point.regime, { round: point.round }, point)),
  };
}

/** Accuracy of pruned classifiers by the share of wrong labels. */
export function pruningFigure(points: readonly PruningPoint[], setting: LawsSetting["pruning"]): Figure {
  const name = ({ examples }: Pick<PruningPoint, "examples">) => `m = ${examples}`;
  const crossing = crossingError(setting);
  return {
    name: "pruning",
    title: "Every curve crosses one half where the theorem says",
    caption: `A ridge classifier in ${setting.dimension} dimensions on m examples whose labels are wrong with chance ε and kept with chance ${setting.keepsRight} (right) or ${setting.keepsWrong} (wrong); mean of ${setting.repeats} repetitions with 95 % intervals. Dashed: ε⋆ = φ/(φ + ρ) = ${crossing.toFixed(3)} (Firdoussi et al. 2024).`,
    spec: layered(
      [
        {
          transform: [{ filter: "datum.kind === 'threshold'" }],
          mark: { type: "rule", strokeDash: [4, 4] },
          encoding: { y: null, color: null },
        },
        ...measuredLayers,
      ],
      {
        x: numberAxis("error", "ε, share of wrong labels", { zero: false }),
        y: shareAxis("value", "Accuracy (%)"),
        color: seriesColour(
          "Examples",
          setting.examples.map((examples) => name({ examples })),
        ),
      },
    ),
    rows: [
      ...points.map(({ error, measured: { mean, low, high }, ...point }) => ({
        kind: "measured",
        series: name(point),
        error,
        value: mean,
        low,
        high,
      })),
      { kind: "threshold", series: null, error: crossing, value: null, low: null, high: null },
    ],
  };
}

function rowsOf(series: string, x: Readonly<Record<string, number>>, { measured, law }: LawPoint) {
  const { mean, low, high } = measured;
  return [
    { kind: "measured", series, ...x, value: mean, low, high },
    { kind: "predicted", series, ...x, value: law, low: null, high: null },
  ];
}
