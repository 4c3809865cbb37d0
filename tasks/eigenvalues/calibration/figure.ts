import { countAxis, joinedLayers, layered, seriesColour, shareAxis } from "../../../harness/figure/index.ts";
import type { Figure } from "../../../harness/task/index.ts";
import { spreadOf } from "../spread.ts";
import { type Curves, curveNames } from "./demands.ts";
import type { CalibrationSetting } from "./settings.ts";

/** Accuracy of G0 and of the last students against the steps of every training. */
export function stepsFigure(curves: Curves, setting: CalibrationSetting): Figure {
  const { steps, seeds, rounds, keep } = setting;
  const own = setting.setting.training.steps;
  const rows = curveNames.flatMap((series) =>
    steps.map((count) => {
      const { mean, low, high } = spreadOf(curves.get(series)!.get(count)!);
      return { kind: "measured", series, steps: count, accuracy: mean, low, high };
    }),
  );
  return {
    name: "steps",
    title: "What more training would change",
    caption: `Accuracy of the generator (G0) and of the students after round ${rounds} under replace, each trained for so many steps; the tier trains for ${own.toLocaleString("en")}. "keep all" learns from every guess, "best of k" from the nearest of ${setting.setting.candidates} guesses for ${keep.toLocaleString("en")} matrices, "clean" from the true spectra of as many. Mean of ${seeds} seeds, bars from the smallest to the largest.`,
    spec: layered(joinedLayers(), {
      x: countAxis("steps", "Training steps (log scale)", steps),
      y: shareAxis("accuracy", "Test accuracy (%)", { zero: true }),
      color: seriesColour("", curveNames),
    }),
    rows,
  };
}
