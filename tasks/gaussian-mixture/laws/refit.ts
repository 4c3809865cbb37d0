import type { RandomStream } from "../../../harness/random/index.ts";
import type { Regime } from "../../../harness/task/index.ts";

/** A one-dimensional Gaussian that is fitted to samples of itself, again and again. */
export interface Refit {
  /** Samples of each round. */
  readonly samples: number;
  readonly rounds: number;
  /** `accumulate` fits to the samples of all rounds so far. */
  readonly regime: Regime;
  /** Divides the sum of squares by n − 1, or by n as maximum likelihood does. */
  readonly divisor: "n - 1" | "n";
}

/** The fit after each round, from N(0, 1). */
export interface FittedNormal {
  readonly mean: number;
  readonly variance: number;
}

/** Plays all rounds once. */
export function refit(
  random: RandomStream,
  { samples, rounds, regime, divisor }: Refit,
): readonly FittedNormal[] {
  const fits: FittedNormal[] = [];
  let current: FittedNormal = { mean: 0, variance: 1 };
  let count = 0;
  let mean = 0;
  let squares = 0;
  for (let round = 0; round < rounds; round++) {
    if (regime === "replace") count = mean = squares = 0;
    const deviation = Math.sqrt(current.variance);
    for (let sample = 0; sample < samples; sample++) {
      const value = current.mean + deviation * random.normal();
      count++;
      const step = value - mean;
      mean += step / count;
      squares += step * (value - mean);
    }
    current = { mean, variance: squares / (divisor === "n" ? count : count - 1) };
    fits.push(current);
  }
  return fits;
}

/** Squared 2-Wasserstein distance of a fit from N(0, 1). */
export function wasserstein({ mean, variance }: FittedNormal): number {
  return mean ** 2 + (1 - Math.sqrt(variance)) ** 2;
}

/** E W₂² ≈ 1.5 t/M after t rounds of M samples, replaced (Shumailov et al. 2024, Nature 631, eq. 4). */
export function wassersteinLaw(samples: number, round: number): number {
  return (1.5 * round) / samples;
}

/**
 * The same without approximation, derived here: the means' part is t/M, since E σ_t² = 1; the deviations' is 2(1 − c₄ᵗ), c₄ the
 * mean of the deviation of M samples of N(0, 1).
 */
export function exactWasserstein(samples: number, round: number): number {
  return round / samples + 2 * (1 - meanDeviation(samples) ** round);
}

/** c₄(M) = √(2/(M − 1)) Γ(M/2)/Γ((M − 1)/2), by the recurrence of its logarithm from c₄(2) = √(2/π). */
function meanDeviation(samples: number): number {
  let current = Math.sqrt(2 / Math.PI);
  // c₄(n) c₄(n + 1) = √((n − 1)/n)
  for (let n = 2; n < samples; n++) current = Math.sqrt((n - 1) / n) / current;
  return current;
}

/**
 * Expected variance ratio after `round` rounds of maximum likelihood: (1 − 1/n)ᵗ when samples are replaced, Π (1 − 1/(n i²)) when they
 * accumulate, whose limit is sin(π/√n)/(π/√n) (Kazdan et al. 2024, arXiv 2410.16713).
 */
export function varianceLaw(samples: number, round: number, regime: Regime): number {
  if (regime === "replace") return (1 - 1 / samples) ** round;
  let product = 1;
  for (let i = 1; i <= round; i++) product *= 1 - 1 / (samples * i * i);
  return product;
}
