/** A mean of independent repetitions with its 95 % interval (normal), and its standard error. */
export interface Estimate {
  readonly mean: number;
  readonly error: number;
  readonly low: number;
  readonly high: number;
}

const z95 = 1.96;

/** The estimate from at least two repetitions. */
export function estimate(values: readonly number[]): Estimate {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const error = Math.sqrt(squares / (values.length - 1) / values.length);
  return { mean, error, low: mean - z95 * error, high: mean + z95 * error };
}

/** How many standard errors a measurement is from what was expected. */
export function deviations({ mean, error }: Estimate, expected: number): number {
  return Math.abs(mean - expected) / error;
}

/** Standard error of a share of `count` independent cases. */
export function shareError(share: number, count: number): number {
  return Math.sqrt((share * (1 - share)) / count);
}

/**
 * Deviations of that many standard errors would be seen in fewer than 1 of 100 runs when `comparisons` independent
 * ones are looked at together (Bonferroni, normal tail bound e^(−z²/2)).
 */
export function toleratedDeviations(comparisons: number): number {
  return Math.sqrt(2 * Math.log(comparisons / 0.01));
}

/** `0.123` as `12.3 %`. */
export function percent(value: number, digits = 1): string {
  return `${(100 * value).toFixed(digits)} %`;
}
