import { count, percent } from "../format/index.ts";
import { deviation, mean } from "../statistics/index.ts";
import { type Demand, points as inPoints, signedPoints } from "../study/index.ts";
import type { CalibrationSetting } from "../task/index.ts";
import { gapEnds, generatorName, type Point, rescueName } from "./points.ts";

/** A model by how it came about. */
export type NamedModel = Pick<Point, "name" | "round">;

/** Where a calibration was measured: the tier's own rounds, and its own value of what varies. */
export interface Ground {
  readonly rounds: number;
  readonly own: number | undefined;
}

/** What must hold for a score to be about strategies, at the tier's own numbers. */
export function demandsOf(
  all: readonly Point[],
  setting: CalibrationSetting,
  { rounds: last, own }: Ground,
): readonly Demand[] {
  const { vary, seeds, collapse, demands } = setting;
  const values = ({ name, round }: NamedModel, at = own) => valuesOf(all, { name, round, at });
  const end = (name: string): NamedModel => ({ name, round: name === generatorName ? 0 : last });
  const generator = end(generatorName);
  const rescue = end(rescueName(setting));
  const ends = [generator, end(gapEnds.low), end(gapEnds.high)];
  const gap = mean(values(ends[2]!)) - mean(values(ends[1]!));

  function doubled(who: string, models: readonly NamedModel[], most: number): Demand {
    const movedBy = (model: NamedModel) => mean(values(model, 2 * own!)) - mean(values(model));
    return {
      demand: `Doubling the ${vary!.name} moves ${who} by less than ${percent(most, 0)} of the gap between true labels and keeping all.`,
      measured: `From ${count(own!)} to ${count(2 * own!)} ${vary!.name}, mean of ${seeds} seeds, in points: ${listed(models, (model) => signedPoints(movedBy(model)))}. The limit is ${inPoints(most * gap)}.`,
      met: models.every((model) => Math.abs(movedBy(model)) < most * gap),
    };
  }

  function spread(most: number): Demand {
    const models = [...ends, rescue];
    return {
      demand: `The standard deviation over seeds is at most ${percent(most, 0)} of the gap between true labels and keeping all.`,
      measured: `In points: ${listed(models, (model) => inPoints(deviation(values(model))))}. The limit is ${inPoints(most * gap)}.`,
      met: models.every((model) => deviation(values(model)) <= most * gap),
    };
  }

  function inRange([low, high]: readonly [number, number]): Demand {
    return {
      demand: `The generator's score lies between ${percent(low, 0)} and ${percent(high, 0)} on every seed.`,
      measured: `${rangeText(values(generator))}.`,
      met: values(generator).every((value) => value >= low && value <= high),
    };
  }

  function apart(): Demand {
    const below = collapse.map(end);
    const above = [rescue, end(gapEnds.high)];
    const first = values(generator);
    return {
      demand: `On every seed ${namesOf(below)} ends below the generator, ${namesOf(above)} above it.`,
      measured: `${[...below, generator, ...above].map((model) => `${model.name}: ${rangeText(values(model))}`).join("; ")}.`,
      met: first.every(
        (value, seed) =>
          below.every((model) => values(model)[seed]! < value) &&
          above.every((model) => values(model)[seed]! > value),
      ),
    };
  }

  const { moved, spread: mostSpread, generator: range } = demands;
  return [
    ...(moved === undefined
      ? []
      : [
          doubled("the generator and both ends of the scale", ends, moved),
          doubled(
            "students after one round",
            [gapEnds.low, rescue.name].map((name) => ({ name, round: 1 })),
            moved,
          ),
          doubled(`the rescue after ${last} rounds`, [rescue], moved),
        ]),
    ...(mostSpread === undefined ? [] : [spread(mostSpread)]),
    ...(range === undefined ? [] : [inRange(range)]),
    apart(),
  ];
}

/** One model's values, in the order of the seeds. */
export function valuesOf(
  all: readonly Point[],
  { name, round, at }: NamedModel & Pick<Point, "at">,
): number[] {
  return all
    .filter((point) => point.name === name && point.round === round && point.at === at)
    .sort((a, b) => a.seed - b.seed)
    .map(({ value }) => value);
}

/** `12.3 % (seeds 11.0 to 13.1)`. */
function rangeText(values: readonly number[]): string {
  return `${percent(mean(values))} (seeds ${inPoints(Math.min(...values))} to ${inPoints(Math.max(...values))})`;
}

function listed(models: readonly NamedModel[], format: (model: NamedModel) => string): string {
  return models.map((model) => `${model.name} ${format(model)}`).join(", ");
}

function namesOf(models: readonly NamedModel[]): string {
  return models.map(({ name }) => `"${name}"`).join(" and ");
}
