import { twoSidedTail } from "../statistics/index.ts";
import { moderated, type Prior, priorOf } from "./moderation.ts";

/** Share of boards on which any two equal entries may be told apart: the family-wise error. */
export const familyError = 0.05;

/**
 * Fewest common seeds that can separate two members: with fewer, the variances of their differences are guesses even
 * when they are drawn together.
 */
export const fewestSeedsToSeparate = 5;

/** One member of a comparison: its values by seed. */
export type SeedValues = ReadonlyMap<number, number>;

/** Two members on the seeds both have. */
export interface PairDifference {
  /** Common seeds. */
  readonly seeds: number;
  /** Mean of first − second; NaN without common seeds. */
  readonly mean: number;
  /** Standard error of that mean, of the moderated variance; NaN when it cannot be known. */
  readonly error: number;
  readonly degrees: number;
  /** Two-sided, for this pair alone. */
  readonly p: number;
  /** Holm's, for all pairs together: at most `familyError` separates. 1 where `p` is above that already. */
  readonly adjustedP: number;
}

/** All pairs of some members, compared so that the error holds for all of them together. */
export interface Separation {
  /** In either order of members. */
  isSeparated(first: number, second: number): boolean;
  between(first: number, second: number): PairDifference;
}

/**
 * Paired comparisons of all members, on common seeds. Each pair's variance is drawn towards what all pairs show
 * (moderated t, Smyth 2004), which few seeds need and unequal variances survive; then Holm (1979).
 */
export function separate(members: readonly SeedValues[]): Separation {
  const count = members.length;
  const pairs = (count * (count - 1)) / 2;
  const means = new Float64Array(pairs);
  const variances = new Float64Array(pairs);
  const seeds = new Float64Array(pairs);
  const place = (first: number, second: number) =>
    first * count - (first * (first + 1)) / 2 + second - first - 1;
  const table = tableOf(members);
  for (let first = 0; first < count; first++)
    for (let second = first + 1; second < count; second++) {
      const at = place(first, second);
      [seeds[at], means[at], variances[at]] = differenceOf(table[first]!, table[second]!);
    }
  const isAble = (at: number) => seeds[at]! >= fewestSeedsToSeparate;
  const able = Array.from(seeds.keys()).filter(isAble);
  const prior = priorOfPairs(able, variances, seeds, count);
  const spreadAt = (at: number) => spread(variances[at]!, seeds[at]!, prior);
  const tailAt = (at: number) => (isAble(at) ? tailOf(means[at]!, spreadAt(at), seeds[at]!) : 1);
  const ps = new Float64Array(pairs).fill(1);
  for (const at of able) if (isPromising(means[at]!, spreadAt(at), seeds[at]!)) ps[at] = tailAt(at);
  const adjusted = holm(ps, able.length);

  function between(first: number, second: number): PairDifference {
    const isOrdered = first < second;
    const at = isOrdered ? place(first, second) : place(second, first);
    const { variance, degrees } = spreadAt(at);
    return {
      seeds: seeds[at]!,
      mean: isOrdered ? means[at]! : -means[at]!,
      error: Math.sqrt(variance / seeds[at]!),
      degrees,
      p: tailAt(at),
      adjustedP: adjusted[at]!,
    };
  }

  return {
    isSeparated: (first, second) =>
      first !== second && adjusted[place(Math.min(first, second), Math.max(first, second))]! <= familyError,
    between,
  };
}

/** The pairs share members, so that together they know no more than the members' own residuals do. */
function priorOfPairs(
  places: readonly number[],
  variances: Float64Array,
  seeds: Float64Array,
  members: number,
): Prior | undefined {
  const prior = priorOf(
    places.map((at) => variances[at]!),
    places.map((at) => seeds[at]! - 1),
  );
  if (prior === undefined) return undefined;
  const most = (members - 1) * (Math.max(...new Set(seeds)) - 1);
  return { variance: prior.variance, degrees: Math.min(prior.degrees, most) };
}

/** Values by seed as one row a member, NaN where it has none. */
function tableOf(members: readonly SeedValues[]): readonly Float64Array[] {
  const seeds = [...new Set(members.flatMap((values) => [...values.keys()]))].sort((a, b) => a - b);
  return members.map((values) => Float64Array.from(seeds, (seed) => values.get(seed) ?? Number.NaN));
}

/** Number of common seeds, mean and variance of the differences on them. */
function differenceOf(first: Float64Array, second: Float64Array): readonly [number, number, number] {
  let count = 0;
  let mean = 0;
  let squares = 0;
  for (let at = 0; at < first.length; at++) {
    const difference = first[at]! - second[at]!;
    if (Number.isNaN(difference)) continue;
    count++;
    const step = difference - mean;
    mean += step / count;
    squares += step * (difference - mean);
  }
  return [count, count === 0 ? Number.NaN : mean, count < 2 ? Number.NaN : squares / (count - 1)];
}

function spread(variance: number, seeds: number, prior: Prior | undefined): Prior {
  return prior === undefined ? { variance, degrees: seeds - 1 } : moderated(variance, seeds - 1, prior);
}

/** Members that differ by the same on every seed are told apart by that alone; members that are equal never. */
function tailOf(mean: number, { variance, degrees }: Prior, seeds: number): number {
  if (mean === 0) return 1;
  return variance === 0 ? 0 : twoSidedTail(mean / Math.sqrt(variance / seeds), degrees);
}

/** A little below the normal's 97.5 % quantile; no Student's t has lighter tails. */
const leastT = 1.9599;

/** Whether two members may differ at `familyError` by themselves, which spares most tails of a large board. */
function isPromising(mean: number, { variance }: Prior, seeds: number): boolean {
  return mean !== 0 && mean * mean * seeds >= leastT * leastT * variance;
}

/** Holm's step-down adjustment, for `count` tests, of the p-values that may be small enough; the others' are 1. */
function holm(ps: Float64Array, count: number): Float64Array {
  const sorted = ps.filter((p) => p <= familyError).sort();
  const steps = new Float64Array(sorted.length);
  for (let rank = 0; rank < sorted.length; rank++)
    steps[rank] = Math.min(1, Math.max(steps[rank - 1] ?? 0, (count - rank) * sorted[rank]!));
  return ps.map((p) => (p <= familyError ? steps[firstAt(sorted, p)]! : 1));
}

/** Where a value that is there stands first in a sorted list: equal p-values are adjusted alike. */
function firstAt(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
