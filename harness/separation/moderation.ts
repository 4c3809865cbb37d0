/** A variance that many comparisons share, and how many degrees of freedom that knowledge is worth. */
export interface Prior {
  readonly variance: number;
  /** Infinity when the variances differ no more than chance lets them. */
  readonly degrees: number;
}

/**
 * Prior of variances that were each estimated from few values: empirical Bayes by the moments of their logarithms (Smyth 2004, "Linear Models
 * and Empirical Bayes Methods", section 6.2). `counts` says from how many each was; those of fewer than `fewest`, which is 2 at least, are left
 * out, and variances of 0. Undefined for fewer than two variances, which share nothing.
 */
export function priorOf(
  variances: ArrayLike<number>,
  counts: ArrayLike<number>,
  fewest: number,
): Prior | undefined {
  let count = 0;
  let sum = 0;
  let squares = 0;
  let expected = 0;
  let values = Number.NaN;
  let [shift, spread] = [Number.NaN, Number.NaN];
  for (let place = 0; place < variances.length; place++) {
    const own = counts[place]!;
    if (own < fewest || variances[place]! <= 0) continue;
    if (own !== values) [values, shift, spread] = [own, ...logarithm(own - 1)];
    const value = Math.log(variances[place]!) - shift;
    count++;
    sum += value;
    squares += value * value;
    expected += spread;
  }
  if (count < 2) return undefined;
  const mean = sum / count;
  const excess = (squares - count * mean * mean) / (count - 1) - expected / count;
  if (excess <= 0) return { variance: Math.exp(mean), degrees: Number.POSITIVE_INFINITY };
  const half = inverseTrigamma(excess);
  return { variance: Math.exp(mean + digamma(half) - Math.log(half)), degrees: 2 * half };
}

/** Mean and variance of the logarithm of a variance that is estimated with so many degrees of freedom, less its own. */
function logarithm(degrees: number): [shift: number, spread: number] {
  const half = degrees / 2;
  return [digamma(half) - Math.log(half), trigamma(half)];
}

/** A variance drawn towards the prior, with the degrees of freedom of both. */
export function moderated(variance: number, degrees: number, prior: Prior): Prior {
  return { variance: moderatedVariance(variance, degrees, prior), degrees: prior.degrees + degrees };
}

/** The same variance by itself, for who has millions of them. */
export function moderatedVariance(variance: number, degrees: number, prior: Prior): number {
  if (prior.degrees === Number.POSITIVE_INFINITY) return prior.variance;
  return (prior.degrees * prior.variance + degrees * variance) / (prior.degrees + degrees);
}

/** Below this argument the recurrence is used, above it the asymptotic series. */
const seriesFrom = 10;

/** ψ(x) for x > 0 (Abramowitz and Stegun 1964, 6.3.5 and 6.3.18). */
function digamma(x: number): number {
  let shift = 0;
  let at = x;
  for (; at < seriesFrom; at++) shift -= 1 / at;
  const f = 1 / (at * at);
  return shift + Math.log(at) - 0.5 / at - f * (1 / 12 - f * (1 / 120 - f * (1 / 252 - f / 240)));
}

/** ψ′(x) for x > 0 (Abramowitz and Stegun 1964, 6.4.6 and 6.4.12). */
function trigamma(x: number): number {
  let shift = 0;
  let at = x;
  for (; at < seriesFrom; at++) shift += 1 / (at * at);
  const f = 1 / (at * at);
  return shift + (1 + 0.5 / at + f * (1 / 6 - f * (1 / 30 - f * (1 / 42 - f / 30)))) / at;
}

/** The x with ψ′(x) = `value`, by bisection of its logarithm: ψ′ falls from ∞ to 0. */
function inverseTrigamma(value: number): number {
  let low = -20;
  let high = 20;
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (trigamma(Math.exp(middle)) > value) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}
