import type { Demand } from "../../../harness/task/index.ts";
import { deviationOf, percent, type Spread, spreadOf, spreadText } from "../spread.ts";
import type { CalibrationSetting } from "./settings.ts";

/** What is followed: the generator, and the rules that make the board's ends and the paper's rescue. */
export const curveNames = ["G0", "keep all", "best of k", "clean"] as const;
export type CurveName = (typeof curveNames)[number];

/** Final headline accuracy over seeds, by name and number of steps. */
export type Curves = ReadonlyMap<CurveName, ReadonlyMap<number, readonly number[]>>;

/** Shares of the gap between `clean` and `keep all`. */
const mostMoved = 1 / 10;
const mostSpread = 1 / 4;
/** Where the generator's accuracy must lie. */
const range = [0.2, 0.7] as const;

/** What had to hold before the tier was published, at its own number of steps. */
export function demandsOf(curves: Curves, { setting, seeds }: CalibrationSetting): readonly Demand[] {
  const { steps } = setting.training;
  const at = (name: CurveName, count = steps): Spread => spreadOf(curves.get(name)!.get(count)!);
  const gap = at("clean").mean - at("keep all").mean;
  const moved = curveNames.map((name) => ({ name, by: at(name, 2 * steps).mean - at(name).mean }));
  const deviations = curveNames.map((name) => ({ name, by: deviationOf(curves.get(name)!.get(steps)!) }));
  const generator = at("G0");
  return [
    {
      demand: `Doubling the training steps moves every score by less than ${percent(mostMoved, 0)} of the gap between true labels and keeping all.`,
      measured: `From ${counted(steps)} to ${counted(2 * steps)} steps, mean of ${seeds} seeds, in points: ${listed(moved, signed)}. The limit is ${points(mostMoved * gap)}.`,
      met: moved.every(({ by }) => Math.abs(by) < mostMoved * gap),
    },
    {
      demand: `The standard deviation over seeds is at most ${percent(mostSpread, 0)} of that gap.`,
      measured: `In points: ${listed(deviations, points)}. The limit is ${points(mostSpread * gap)}.`,
      met: deviations.every(({ by }) => by <= mostSpread * gap),
    },
    {
      demand: `The generator's accuracy lies between ${percent(range[0], 0)} and ${percent(range[1], 0)}.`,
      measured: `${spreadText(generator)}.`,
      met: generator.low >= range[0] && generator.high <= range[1],
    },
    {
      demand: "Keeping all ends below the generator, true labels above it.",
      measured: `Keeping all: ${spreadText(at("keep all"))}; generator: ${spreadText(generator)}; true labels: ${spreadText(at("clean"))}.`,
      met: everySeed(curves, steps, (keepAll, first, clean) => keepAll < first && first < clean),
    },
  ];
}

function everySeed(
  curves: Curves,
  steps: number,
  holds: (keepAll: number, generator: number, clean: number) => boolean,
): boolean {
  const of = (name: CurveName) => curves.get(name)!.get(steps)!;
  return of("G0").every((first, seed) => holds(of("keep all")[seed]!, first, of("clean")[seed]!));
}

function listed(
  values: readonly { name: CurveName; by: number }[],
  format: (share: number) => string,
): string {
  return values.map(({ name, by }) => `${name} ${format(by)}`).join(", ");
}

/** A share of 1 in points of a hundred. */
function points(share: number): string {
  return (100 * share).toFixed(1);
}

function signed(share: number): string {
  return `${share < 0 ? "−" : "+"}${points(Math.abs(share))}`;
}

function counted(count: number): string {
  return count.toLocaleString("en");
}
