/** Mean, smallest and largest over seeds. */
export interface Spread {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** The spread of at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  return { mean: meanOf(values), low: Math.min(...values), high: Math.max(...values) };
}

/** Standard deviation of at least two values, as of a sample. */
export function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

/** `0.123` as `12.3 %`. */
export function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)} %`;
}

/** `12.3 % (11.0 to 13.1)`. */
export function spreadText({ mean, low, high }: Spread): string {
  return `${percent(mean)} (${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)})`;
}

/** `12345` as `12,345`. */
export function counted(count: number): string {
  return count.toLocaleString("en");
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
