import { twoSidedTail } from "../statistics/index.ts";
import { moderated, moderatedVariance, type Prior, priorOf } from "./moderation.ts";

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
export interface SeedDifference {
  /** Common seeds. */
  readonly seeds: number;
  /** Mean of first − second; NaN without common seeds. */
  readonly mean: number;
  /** Standard error of that mean, of the moderated variance; NaN when it cannot be known. */
  readonly error: number;
  readonly degrees: number;
  /** Two-sided, for this pair alone. */
  readonly p: number;
}

/** The same, among all pairs. */
export interface PairDifference extends SeedDifference {
  /** Holm's, for all pairs together: at most `familyError` separates. 1 where `p` is above that already. */
  readonly adjustedP: number;
}

/** All pairs of some members, compared so that the error holds for all of them together. */
export interface Separation {
  /** In either order of members. */
  isSeparated(first: number, second: number): boolean;
  /** Names every separated pair once, `first` before `second`, and says whether the first is the better one. */
  eachSeparated(visit: (first: number, second: number, isFirstAbove: boolean) => void): void;
  between(first: number, second: number): PairDifference;
  /** What all pairs know of a difference's variance; undefined where they know nothing. */
  readonly prior: Prior | undefined;
}

/**
 * Paired comparisons of all members, on common seeds. Each pair's variance is drawn towards what all pairs show
 * (moderated t, Smyth 2004), which few seeds need and unequal variances survive; then Holm (1979).
 */
export function separate(members: readonly SeedValues[]): Separation {
  const count = members.length;
  const pairs = pairsOf(members);
  const prior = priorOfPairs(pairs, count);
  const told = toldApart(pairs, prior);
  const adjusted = once(() => holm(pairs, prior));
  const place = (first: number, second: number) =>
    first < second
      ? first * count - (first * (first + 1)) / 2 + second - first - 1
      : second * count - (second * (second + 1)) / 2 + first - second - 1;

  return {
    isSeparated: (first, second) => first !== second && told[place(first, second)] === 1,
    eachSeparated(visit) {
      for (let first = 0, at = 0; first < count; first++)
        for (let second = first + 1; second < count; second++, at++)
          if (told[at] === 1) visit(first, second, pairs.means[at]! > 0);
    },
    between(first, second) {
      const at = place(first, second);
      const found = differenceAt(pairs, at, prior);
      const mean = first < second ? found.mean : -found.mean;
      return { ...found, mean, adjustedP: adjusted()[at]! };
    },
    prior,
  };
}

/** Two members by themselves, with what a whole board knows of variances. */
export function compareSeeds(
  first: SeedValues,
  second: SeedValues,
  prior: Prior | undefined,
): SeedDifference {
  return differenceAt(pairsOf([first, second]), 0, prior);
}

/** Differences of all pairs, row by row of the upper triangle. */
interface Pairs {
  /** Common seeds. */
  readonly seeds: Uint16Array;
  readonly means: Float64Array;
  readonly variances: Float64Array;
}

function pairsOf(members: readonly SeedValues[]): Pairs {
  const count = members.length;
  const size = (count * (count - 1)) / 2;
  const seeds = new Uint16Array(size);
  const [means, variances] = [new Float64Array(size), new Float64Array(size)];
  const table = tableOf(members);
  let at = 0;
  for (let first = 0; first < count; first++) {
    const one = table[first]!;
    for (let second = first + 1; second < count; second++, at++) {
      const other = table[second]!;
      let common = 0;
      let mean = 0;
      let squares = 0;
      for (let seed = 0; seed < one.length; seed++) {
        const difference = one[seed]! - other[seed]!;
        if (Number.isNaN(difference)) continue;
        common++;
        const step = difference - mean;
        mean += step / common;
        squares += step * (difference - mean);
      }
      seeds[at] = common;
      means[at] = common === 0 ? Number.NaN : mean;
      variances[at] = common < 2 ? Number.NaN : squares / (common - 1);
    }
  }
  return { seeds, means, variances };
}

/** Values by seed as one row a member, NaN where it has none. */
function tableOf(members: readonly SeedValues[]): readonly Float64Array[] {
  const seeds = [...new Set(members.flatMap((values) => [...values.keys()]))].sort((a, b) => a - b);
  return members.map((values) => Float64Array.from(seeds, (seed) => values.get(seed) ?? Number.NaN));
}

function isAble({ seeds }: Pairs, at: number): boolean {
  return seeds[at]! >= fewestSeedsToSeparate;
}

/** The pairs share members, so that together they know no more than the members' own residuals do. */
function priorOfPairs(pairs: Pairs, members: number): Prior | undefined {
  const prior = priorOf(pairs.variances, pairs.seeds, fewestSeedsToSeparate);
  if (prior === undefined) return undefined;
  const most = (members - 1) * (mostSeeds(pairs) - 1);
  return { variance: prior.variance, degrees: Math.min(prior.degrees, most) };
}

function spreadAt({ seeds, variances }: Pairs, at: number, prior: Prior | undefined): Prior {
  const [variance, degrees] = [variances[at]!, seeds[at]! - 1];
  return prior === undefined ? { variance, degrees } : moderated(variance, degrees, prior);
}

function differenceAt(pairs: Pairs, at: number, prior: Prior | undefined): SeedDifference {
  const { variance, degrees } = spreadAt(pairs, at, prior);
  const seeds = pairs.seeds[at]!;
  return {
    seeds,
    mean: pairs.means[at]!,
    error: Math.sqrt(variance / seeds),
    degrees,
    p: isAble(pairs, at) ? tailOf(squareAt(pairs, at, prior), degrees) : 1,
  };
}

/**
 * Square of t: 0 where there is no difference, infinite where members differ by the same on every seed, which tells them apart
 * by itself.
 */
function squareAt(pairs: Pairs, at: number, prior: Prior | undefined): number {
  const mean = pairs.means[at]!;
  if (mean === 0) return 0;
  const [variance, seeds] = [pairs.variances[at]!, pairs.seeds[at]!];
  const drawn = prior === undefined ? variance : moderatedVariance(variance, seeds - 1, prior);
  return (mean * mean * seeds) / drawn;
}

function tailOf(square: number, degrees: number): number {
  if (square === 0) return 1;
  return square === Number.POSITIVE_INFINITY ? 0 : twoSidedTail(Math.sqrt(square), degrees);
}

/**
 * Which pairs Holm's procedure tells apart, as ones: whatever has a tail of `familyError` over the number of pairs not yet told
 * apart, again and again until no more come. Tails are compared through their t, so that none need be computed for each pair.
 */
function toldApart(pairs: Pairs, prior: Prior | undefined): Uint8Array {
  const most = mostSeeds(pairs);
  const told = new Uint8Array(pairs.seeds.length);
  const { able, hopeful, squares } = hopefulPairs(pairs, prior, limitsOf(familyError, most, prior));
  let open = hopeful.length;
  for (let found = 0; found < able; found = hopeful.length - open) {
    const limits = limitsOf(familyError / (able - found), most, prior);
    let left = 0;
    for (let place = 0; place < open; place++) {
      const at = hopeful[place]!;
      if (squares[place]! >= limits[pairs.seeds[at]!]!) told[at] = 1;
      else {
        hopeful[left] = at;
        squares[left++] = squares[place]!;
      }
    }
    if (left === open) break;
    open = left;
  }
  return told;
}

/** How many pairs can be told apart, and of them, with the squares of their t, those that would be if they were the only pair. */
function hopefulPairs(pairs: Pairs, prior: Prior | undefined, limits: readonly number[]) {
  const hopeful = new Uint32Array(pairs.seeds.length);
  const squares = new Float64Array(pairs.seeds.length);
  let able = 0;
  let count = 0;
  for (let at = 0; at < pairs.seeds.length; at++) {
    if (!isAble(pairs, at)) continue;
    able++;
    const square = squareAt(pairs, at, prior);
    if (square < limits[pairs.seeds[at]!]!) continue;
    hopeful[count] = at;
    squares[count++] = square;
  }
  return { able, hopeful: hopeful.subarray(0, count), squares };
}

/** The least square of t with at most such a tail, by number of seeds; infinite where there are too few. */
function limitsOf(tail: number, mostSeeds: number, prior: Prior | undefined): readonly number[] {
  return Array.from({ length: mostSeeds + 1 }, (_, count) =>
    count < fewestSeedsToSeparate ? Number.POSITIVE_INFINITY : leastSquare(tail, degreesOf(count, prior)),
  );
}

function mostSeeds({ seeds }: Pairs): number {
  let most = 0;
  for (let at = 0; at < seeds.length; at++) if (seeds[at]! > most) most = seeds[at]!;
  return most;
}

function degreesOf(seeds: number, prior: Prior | undefined): number {
  return prior === undefined ? seeds - 1 : moderated(prior.variance, seeds - 1, prior).degrees;
}

const halvings = 200;

/** By bisection of its logarithm, as far as numbers go. */
function leastSquare(tail: number, degrees: number): number {
  let [low, high] = [2 ** -100, 2 ** 200];
  for (let step = 0; step < halvings && low < high; step++) {
    const middle = Math.sqrt(low * high);
    if (middle <= low || middle >= high) break;
    if (twoSidedTail(Math.sqrt(middle), degrees) <= tail) high = middle;
    else low = middle;
  }
  return high;
}

/** Holm's step-down adjustment of the p-values that may be small enough; the others' are 1. */
function holm(pairs: Pairs, prior: Prior | undefined): Float64Array {
  const able = Array.from(pairs.seeds.keys()).filter((at) => isAble(pairs, at));
  const small = able
    .map((at) => ({ at, p: differenceAt(pairs, at, prior).p }))
    .filter(({ p }) => p <= familyError)
    .sort((a, b) => a.p - b.p);
  const adjusted = new Float64Array(pairs.seeds.length).fill(1);
  let highest = 0;
  let last = Number.NaN;
  for (const [rank, { at, p }] of small.entries()) {
    // Equal p-values are adjusted alike, as the first of them.
    if (p !== last) highest = Math.min(1, Math.max(highest, (able.length - rank) * p));
    last = p;
    adjusted[at] = highest;
  }
  return adjusted;
}

function once<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
