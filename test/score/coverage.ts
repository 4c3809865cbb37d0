/**
 * How often intervals of a mean hold the true mean, by simulation: the figures of docs/scoring.md.
 * `node test/score/coverage.ts` prints coverage and mean width of five kinds of interval.
 */
import { type RandomStream, randomStream } from "../../harness/random/index.ts";
import {
  createResampler,
  intervalOfMean,
  meanOf,
  quantile,
  type Resamples,
  resampledMeans,
} from "../../harness/score/bootstrap.ts";
import { studentUpperQuantile } from "../../harness/statistics/index.ts";

/** What the seeds' scores, or differences, are drawn from. */
interface Distribution {
  readonly mean: number;
  draw(stream: RandomStream): number;
}

export const distributions = {
  normal: { mean: 0, draw: (stream) => stream.normal() },
  uniform: { mean: 0.5, draw: (stream) => stream.uniform() },
  exponential: { mean: 1, draw: (stream) => -Math.log(1 - stream.uniform()) },
  /** One seed in five collapses. */
  collapse: { mean: -0.2, draw: (stream) => (stream.uniform() < 0.2 ? -1 : 0) + 0.1 * stream.normal() },
} satisfies Record<string, Distribution>;

type Ends = readonly [low: number, high: number];
type Method = (values: Float64Array, resamples: Resamples) => Ends;

export const methods = { percentile, expanded, bca, bootstrapT, student } satisfies Record<string, Method>;

export interface Coverage {
  /** Share of intervals that hold the true mean. */
  readonly share: number;
  readonly width: number;
}

/** Coverage of each named method over `trials` samples of `seeds` values. */
export function coverageOf<Name extends keyof typeof methods>(
  names: readonly Name[],
  distribution: keyof typeof distributions,
  seeds: number,
  trials: number,
): Record<Name, Coverage> {
  const { draw, mean } = distributions[distribution];
  const stream = randomStream("coverage", distribution, seeds);
  const resamples = createResampler()(Array.from({ length: seeds }, (_, seed) => seed));
  const samples = Array.from({ length: trials }, () =>
    Float64Array.from({ length: seeds }, () => draw(stream)),
  );
  return Object.fromEntries(
    names.map((name) => {
      const ends = samples.map((values) => methods[name](values, resamples));
      const held = ends.filter(([low, high]) => low <= mean && mean <= high);
      return [name, { share: held.length / trials, width: meanOf(ends.map(([low, high]) => high - low)) }];
    }),
  ) as Record<Name, Coverage>;
}

function expanded(values: Float64Array, resamples: Resamples): Ends {
  const { low, high } = intervalOfMean(values, resamples);
  return [low!, high!];
}

function percentile(values: Float64Array, resamples: Resamples): Ends {
  const means = resampledMeans(values, resamples).sort();
  return [quantile(means, 0.025), quantile(means, 0.975)];
}

function student(values: Float64Array): Ends {
  const mean = meanOf(values);
  const reach =
    (studentUpperQuantile(0.025, values.length - 1) * deviation(values)) / Math.sqrt(values.length);
  return [mean - reach, mean + reach];
}

/** Bias-corrected and accelerated (Efron 1987), acceleration from the values' skewness. */
function bca(values: Float64Array, resamples: Resamples): Ends {
  const mean = meanOf(values);
  const means = resampledMeans(values, resamples).sort();
  const bias = normalQuantile(means.filter((resampled) => resampled < mean).length / means.length);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const cubes = values.reduce((sum, value) => sum + (value - mean) ** 3, 0);
  const acceleration = cubes / (6 * squares ** 1.5);
  const level = (z: number) => normalCdf(bias + (bias + z) / (1 - acceleration * (bias + z)));
  return [quantile(means, level(-1.959964)), quantile(means, level(1.959964))];
}

/** Studentised (Efron 1982); a resample of one seed only has no spread, and its t counts as infinite. */
function bootstrapT(values: Float64Array, resamples: Resamples): Ends {
  const seeds = values.length;
  const mean = meanOf(values);
  const scores = new Float64Array(resamples.length / seeds);
  const resample = new Float64Array(seeds);
  for (let row = 0; row < scores.length; row++) {
    for (let column = 0; column < seeds; column++)
      resample[column] = values[resamples[row * seeds + column]!]!;
    const spread = deviation(resample);
    const shift = meanOf(resample) - mean;
    scores[row] = spread < 1e-12 ? Math.sign(shift) * Number.POSITIVE_INFINITY : shift / spread;
  }
  scores.sort();
  const at = (level: number) => scores[Math.round(level * (scores.length - 1))]!;
  return [mean - at(0.975) * deviation(values), mean - at(0.025) * deviation(values)];
}

function deviation(values: Float64Array): number {
  const mean = meanOf(values);
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

/** Marsaglia 2004, "Evaluating the Normal Distribution". */
function normalCdf(z: number): number {
  if (Math.abs(z) > 8) return z > 0 ? 1 : 0;
  let sum = z;
  let term = z;
  for (let odd = 3; odd < 300; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

function normalQuantile(level: number): number {
  let low = -8;
  let high = 8;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < level) low = middle;
    else high = middle;
  }
  return low;
}

if (import.meta.main) {
  const names = Object.keys(methods) as (keyof typeof methods)[];
  for (const seeds of [2, 3, 4, 5, 10, 20]) {
    for (const distribution of Object.keys(distributions) as (keyof typeof distributions)[]) {
      const found = coverageOf(names, distribution, seeds, 4000);
      const text = names.map(
        (name) => `${name} ${(100 * found[name].share).toFixed(1)} (${found[name].width.toFixed(2)})`,
      );
      console.log(`${seeds} seeds, ${distribution}: ${text.join(", ")}`);
    }
  }
}
