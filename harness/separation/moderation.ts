/** A variance that many comparisons share, and how many degrees of freedom that knowledge is worth. */
export interface Prior {
  readonly variance: number;
  /** Infinity when the variances differ no more than chance lets them. */
  readonly degrees: number;
}

/**
 * Prior of variances that were each estimated with few degrees of freedom: empirical Bayes by the moments of their
 * logarithms (Smyth 2004, "Linear Models and Empirical Bayes Methods", section 6.2). Variances of 0 are left out.
 * Undefined for fewer than two, which share nothing.
 */
export function priorOf(variances: ArrayLike<number>, degrees: ArrayLike<number>): Prior | undefined {
  let count = 0;
  let sum = 0;
  let squares = 0;
  let expected = 0;
  const ofDegrees = logarithms();
  for (let place = 0; place < variances.length; place++) {
    if (variances[place]! <= 0) continue;
    const { shift, spread } = ofDegrees(degrees[place]!);
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

/** Mean (`shift`) and variance of the logarithm of a variance that is estimated with so many degrees of freedom, less its own. */
function logarithms() {
  const known = new Map<number, { readonly shift: number; readonly spread: number }>();
  return (degrees: number) => {
    const found = known.get(degrees);
    if (found !== undefined) return found;
    const half = degrees / 2;
    const made = { shift: digamma(half) - Math.log(half), spread: trigamma(half) };
    known.set(degrees, made);
    return made;
  };
}

/** A variance drawn towards the prior, with the degrees of freedom of both. */
export function moderated(variance: number, degrees: number, prior: Prior): Prior {
  if (prior.degrees === Number.POSITIVE_INFINITY) return prior;
  const all = prior.degrees + degrees;
  return { variance: (prior.degrees * prior.variance + degrees * variance) / all, degrees: all };
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
