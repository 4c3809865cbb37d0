/** Density of the standard normal. */
export function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/**
 * P(Z ≤ x) for a standard normal Z, to about 1e-15: the series of Marsaglia (2004) near zero and a continued
 * fraction for the tails, where the series loses its digits.
 */
export function normalCdf(x: number): number {
  if (Math.abs(x) > 6) return x > 0 ? 1 - upperTail(x) : upperTail(-x);
  let sum = x;
  let term = x;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + sum * normalDensity(x);
}

/** P(Z > x) for x well above zero, by Laplace's continued fraction. */
function upperTail(x: number): number {
  let fraction = x;
  for (let level = 40; level > 0; level--) fraction = x + level / fraction;
  return normalDensity(x) / fraction;
}

/** log(1 / (1 + e^−x)) without overflow. */
export function logSigmoid(x: number): number {
  return x >= 0 ? -Math.log1p(Math.exp(-x)) : x - Math.log1p(Math.exp(x));
}

/** 1 / (1 + e^−x). */
export function sigmoid(x: number): number {
  return Math.exp(logSigmoid(x));
}
