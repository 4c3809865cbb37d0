/** Mean, smallest and largest over seeds. */
export interface Spread {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** The spread of at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, low: Math.min(...values), high: Math.max(...values) };
}

/** `0.123` as `12.3 %`. */
function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}

/** `12.3 % (11.0 to 13.1)`. */
export function spreadText({ mean, low, high }: Spread): string {
  return `${percent(mean)} (${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)})`;
}

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
