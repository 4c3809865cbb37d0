import type { IntervalEnds } from "../../../harness/study/index.ts";

/** Where a curve stands to a level: the x at which it rises above it for good, or on which side all of it is. */
export type Crossing = number | "always above" | "never above";

/** The last crossing of a line through points of ascending x, by linear interpolation. */
export function crossing(points: readonly (readonly [x: number, y: number])[], level: number): Crossing {
  const last = points.findLastIndex(([, y]) => y <= level);
  if (last === points.length - 1) return "never above";
  if (last < 0) return "always above";
  const [x0, y0] = points[last]!;
  const [x1, y1] = points[last + 1]!;
  return x0 + ((level - y0) / (y1 - y0)) * (x1 - x0);
}

/** A point of a curve of differences, with the 95 % interval of its mean over seeds. */
export interface DifferencePoint extends IntervalEnds {
  readonly x: number;
  readonly mean: number;
}

/** Where differences rise above 0 for good; an end of the interval is infinite where the points do not reach it. */
export interface CrossingPlace extends IntervalEnds {
  readonly at: Crossing;
}

/**
 * The crossing of the mean, and as its interval every x behind the last one at which the curve is surely below 0, up to the one from
 * which on it surely is above: the interval of a difference by Student's t over seeds, inverted as by Fieller. Seeds that never
 * cross have their say in it, for which there would be no crossing of their own to average.
 */
export function placeOf(points: readonly DifferencePoint[]): CrossingPlace {
  const crossingOf = (end: "mean" | "low" | "high") =>
    crossing(
      points.map((point) => [point.x, point[end]]),
      0,
    );
  return { at: crossingOf("mean"), low: endOf(crossingOf("high")), high: endOf(crossingOf("low")) };
}

function endOf(place: Crossing): number {
  if (place === "always above") return Number.NEGATIVE_INFINITY;
  return place === "never above" ? Number.POSITIVE_INFINITY : place;
}
