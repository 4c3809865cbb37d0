import type { Demand } from "../../../harness/task/index.ts";
import { counted, percent, spreadText } from "../spread.ts";
import { type CurveName, type Model, measuredOf, type Point } from "./curves.ts";
import type { CalibrationSetting } from "./settings.ts";

/** Shares of the gap between `clean` and `keep all`. */
const mostMoved = 1 / 10;
const mostSpread = 1 / 4;
/** Model the generator's accuracy must lie. */
const range = [0.2, 0.7] as const;

/** What must hold for a score to be about strategies, at the tier's own number of steps. */
export function demandsOf(
  points: readonly Point[],
  { setting, seeds, rounds: last }: CalibrationSetting,
): readonly Demand[] {
  const { steps } = setting.training;
  const at = (name: CurveName, round = last, count = steps) =>
    measuredOf(points, { name, round, steps: count });
  const generator = at("G0", 0);
  const keepAll = at("keep all");
  const clean = at("clean");
  const gap = clean.mean - keepAll.mean;

  const limit = mostMoved * gap;
  const movedBy = ({ name, round }: Model) => at(name, round, 2 * steps).mean - at(name, round).mean;
  const doubled = (who: string, curves: readonly Model[]): Demand => ({
    demand: `Doubling the training steps moves ${who} by less than ${percent(mostMoved, 0)} of the gap between true labels and keeping all.`,
    measured: `From ${counted(steps)} to ${counted(2 * steps)} steps, mean of ${seeds} seeds, in points: ${listed(curves, (curve) => signed(movedBy(curve)))}. The limit is ${inPoints(limit)}.`,
    met: curves.every((curve) => Math.abs(movedBy(curve)) < limit),
  });

  const ends: readonly Model[] = [
    { name: "G0", round: 0 },
    { name: "keep all", round: last },
    { name: "clean", round: last },
  ];
  const rescue: Model = { name: "best of k", round: last };
  const deviationOf = ({ name, round }: Model) => at(name, round).deviation;
  return [
    doubled("the generator and both ends of the scale", ends),
    doubled("students after one round", [
      { name: "keep all", round: 1 },
      { name: "best of k", round: 1 },
    ]),
    doubled(`the rescue after ${last} rounds`, [rescue]),
    {
      demand: `The standard deviation over seeds is at most ${percent(mostSpread, 0)} of that gap.`,
      measured: `In points: ${listed([...ends, rescue], (curve) => inPoints(deviationOf(curve)))}. The limit is ${inPoints(mostSpread * gap)}.`,
      met: [...ends, rescue].every((curve) => deviationOf(curve) <= mostSpread * gap),
    },
    {
      demand: `The generator's accuracy lies between ${percent(range[0], 0)} and ${percent(range[1], 0)}.`,
      measured: `${spreadText(generator)}.`,
      met: generator.low >= range[0] && generator.high <= range[1],
    },
    {
      demand: "Keeping all ends below the generator, true labels above it.",
      measured: `Keeping all: ${spreadText(keepAll)}; generator: ${spreadText(generator)}; true labels: ${spreadText(clean)}.`,
      met: generator.values.every(
        (first, seed) => keepAll.values[seed]! < first && first < clean.values[seed]!,
      ),
    },
  ];
}

function listed(curves: readonly Model[], format: (curve: Model) => string): string {
  return curves.map((curve) => `${curve.name} ${format(curve)}`).join(", ");
}

/** A share of 1 in points of a hundred. */
function inPoints(share: number): string {
  return (100 * share).toFixed(1);
}

function signed(share: number): string {
  return `${share < 0 ? "−" : "+"}${inPoints(Math.abs(share))}`;
}
