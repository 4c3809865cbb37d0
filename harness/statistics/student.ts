/**
 * Upper quantile of Student's t: the x with P(T > x) = `tail`, for 0 < tail < 1/2 and whole `degrees` ≥ 1.
 * Abramowitz and Stegun (1964), 26.7.3 and 26.7.4, inverted by bisection.
 */
export function studentUpperQuantile(tail: number, degrees: number): number {
  let low = 0;
  let high = 1;
  while (studentTail(high, degrees) > tail) high *= 2;
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (studentTail(middle, degrees) > tail) low = middle;
    else high = middle;
  }
  return high;
}

/** P(T > t) for t ≥ 0 and whole `degrees` ≥ 1. */
function studentTail(t: number, degrees: number): number {
  const theta = Math.atan(t / Math.sqrt(degrees));
  const cos = Math.cos(theta);
  const odd = degrees % 2 === 1;
  let term = odd ? cos : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let power = odd ? 3 : 2; power <= degrees - 2; power += 2) {
    term *= ((power - 1) / power) * cos * cos;
    sum += term;
  }
  const central = odd ? (2 / Math.PI) * (theta + Math.sin(theta) * sum) : Math.sin(theta) * sum;
  return (1 - central) / 2;
}

/**
 * P(Z > x) of a standard normal, for x ≥ 1: Laplace's continued fraction of the Mills ratio
 * (Abramowitz and Stegun 1964, 26.2.14).
 */
export function normalTail(x: number): number {
  let fraction = x;
  for (let term = 200; term >= 1; term--) fraction = x + term / fraction;
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI) / fraction;
}
