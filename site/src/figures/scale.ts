import type { ScoredEntry, ScoredView } from "../../../harness/board/index.ts";
import { type Axis, axisOf } from "./interval.ts";

/** What the interval plots of a board share, whichever of its rows a page shows. */
export interface BoardScale {
  /** Zoomed to the gains of those that are no controls. */
  readonly axis: Axis;
  /** Where the controls lie that mark the scale, as far as they lie on the axis. */
  readonly bounds: readonly number[];
  /** The ceiling, if it lies on the axis. */
  readonly ceiling: ScoredEntry | undefined;
}

const found = new WeakMap<ScoredView, BoardScale>();

/** A board's scale, found once: every entry has a page with rows of it. */
export function scaleOf(view: ScoredView): BoardScale {
  const known = found.get(view) ?? scaleOn(view);
  found.set(view, known);
  return known;
}

function scaleOn({ entries }: ScoredView): BoardScale {
  const axis = axisOf(entries.filter(({ control }) => control === null).map(({ gain }) => gain));
  const isInside = ({ gain: { mean } }: ScoredEntry) => isOn(axis, mean);
  return {
    axis,
    bounds: entries
      .filter(({ control }) => control !== null && control !== "reference")
      .filter(isInside)
      .map(({ gain }) => gain.mean),
    ceiling: entries.filter(({ control }) => control === "ceiling").find(isInside),
  };
}

/** Whether a value lies on an axis. */
export function isOn({ low, high }: Axis, value: number): boolean {
  return value >= low && value <= high;
}
