import {
  countAxis,
  joinedLayers,
  layered,
  seriesColour,
  seriesDash,
  shareAxis,
} from "../../../harness/figure/index.ts";
import type { Figure } from "../../../harness/task/index.ts";
import { counted } from "../spread.ts";
import { curveNames, measuredOf, type Point } from "./curves.ts";
import type { CalibrationSetting } from "./settings.ts";

/** Accuracy of G0 and of students after the first and the last round against the steps of every training. */
export function stepsFigure(points: readonly Point[], setting: CalibrationSetting): Figure {
  const { steps, seeds, rounds, keep } = setting;
  const own = setting.setting.training.steps;
  const series = { first: "after round 1", last: `after round ${rounds}` };
  const curves = curveNames.flatMap((name) => {
    const last = { name, series: series.last, round: name === "G0" ? 0 : rounds };
    return name === "G0" || name === "clean" ? [last] : [last, { name, series: series.first, round: 1 }];
  });
  const rows = curves.flatMap(({ name, series, round }) =>
    steps.map((count) => {
      const { mean, low, high } = measuredOf(points, { name, round, steps: count });
      return { kind: "measured", rule: name, series, steps: count, accuracy: mean, low, high };
    }),
  );
  return {
    name: "steps",
    title: "What more training would change",
    caption: `Accuracy of the generator (G0) and of students under replace by the steps of every training; the tier has ${counted(own)}. "keep all" learns from every guess, "best of k" from the nearest of ${setting.setting.candidates} guesses for ${counted(keep)} matrices, "clean" from the true spectra of as many, in every round anew. Mean of ${seeds} seeds, bars from the smallest to the largest.`,
    spec: layered(joinedLayers(seriesDash("Students", [series.last, series.first])), {
      x: countAxis("steps", "Training steps (log scale)", steps),
      y: shareAxis("accuracy", "Test accuracy (%)", { zero: true }),
      color: seriesColour("", curveNames, "rule"),
    }),
    rows,
  };
}
