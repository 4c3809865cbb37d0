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
