/**
 * Where a line through points of ascending x rises above `level` for good: the last crossing, by linear interpolation. Undefined when
 * the last point is not above it; the first x when no point is below it.
 */
export function crossing(
  points: readonly (readonly [x: number, y: number])[],
  level: number,
): number | undefined {
  const last = points.findLastIndex(([, y]) => y <= level);
  if (last === points.length - 1) return undefined;
  if (last < 0) return points[0]![0];
  const [x0, y0] = points[last]!;
  const [x1, y1] = points[last + 1]!;
  return x0 + ((level - y0) / (y1 - y0)) * (x1 - x0);
}
