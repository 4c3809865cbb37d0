import { randomStream } from "../random/index.ts";
import { normalTail, studentUpperQuantile } from "../statistics/index.ts";
import type { Interval } from "./contract.ts";

export const resampleCount = 10_000;
export const confidence = 0.95;

/** Row-major `resampleCount` × `seeds` positions into the sorted seeds. */
export type Resamples = Uint32Array;

/** Resample positions of a set of seeds, drawn once per set: equal sets share them, so entries are paired. */
export type Resampler = (seeds: readonly number[]) => Resamples;

/** A resampler that remembers what it drew; its numbers depend on the set of seeds only. */
export function createResampler(): Resampler {
  const drawn = new Map<string, Resamples>();
  return (seeds) => {
    const sorted = [...seeds].sort((a, b) => a - b);
    const key = sorted.join();
    const resamples = drawn.get(key) ?? drawResamples(sorted);
    drawn.set(key, resamples);
    return resamples;
  };
}

function drawResamples(seeds: readonly number[]): Resamples {
  const stream = randomStream("score", "bootstrap", ...seeds);
  const resamples = new Uint32Array(resampleCount * seeds.length);
  for (let place = 0; place < resamples.length; place++) resamples[place] = stream.integer(seeds.length);
  return resamples;
}

/**
 * Mean of `values` (one per seed, in ascending order of seed) with its expanded percentile interval
 * (Hesterberg 2015, "What Teachers Should Know About the Bootstrap"): bootstrap percentiles at the levels that
 * make up for the narrowness of resampling few values.
 */
export function intervalOfMean(values: ArrayLike<number>, resamples: Resamples): Interval {
  const mean = meanOf(values);
  if (values.length < 2) return { mean, low: null, high: null };
  const means = resampledMeans(values, resamples).sort();
  const tail = expandedTail(values.length);
  return { mean, low: quantile(means, tail), high: quantile(means, 1 - tail) };
}

/** Means of every resample, unsorted. */
export function resampledMeans(values: ArrayLike<number>, resamples: Resamples): Float64Array {
  const seeds = values.length;
  const source = Float64Array.from(values);
  const means = new Float64Array(resamples.length / seeds);
  let place = 0;
  for (let row = 0; row < means.length; row++) {
    let sum = 0;
    for (let column = 0; column < seeds; column++) sum += source[resamples[place++]!]!;
    means[row] = sum / seeds;
  }
  return means;
}

/** Level of the lower percentile: Φ(−√(n/(n−1)) t) with Student's t of n − 1 degrees, n seeds. */
export function expandedTail(seeds: number): number {
  const known = tails.get(seeds);
  if (known !== undefined) return known;
  const t = studentUpperQuantile((1 - confidence) / 2, seeds - 1);
  const tail = normalTail(Math.sqrt(seeds / (seeds - 1)) * t);
  tails.set(seeds, tail);
  return tail;
}
const tails = new Map<number, number>();

/** Quantile by linear interpolation of sorted values (Hyndman and Fan 1996, type 7). */
export function quantile(sorted: ArrayLike<number>, level: number): number {
  const place = level * (sorted.length - 1);
  const below = sorted[Math.floor(place)]!;
  const above = sorted[Math.ceil(place)]!;
  return below + (above - below) * (place - Math.floor(place));
}

/** Arithmetic mean; NaN of nothing. */
export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let place = 0; place < values.length; place++) sum += values[place]!;
  return sum / values.length;
}
