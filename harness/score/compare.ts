import { intervalOfMean, type Resampler } from "./bootstrap.ts";
import type { CellScore } from "./contract.ts";

/**
 * Fewest common seeds that can separate two entries: with n seeds the interval reaches at most from the smallest
 * to the largest difference, so two equal entries are separated in at least 2/2ⁿ of all boards.
 */
export const fewestSeedsToSeparate = 5;

/** What a comparison needs of an entry. */
export interface Comparable {
  readonly entry: string;
  readonly cells: readonly CellScore[];
}

/** Two entries, of which at most one is significantly better. */
export interface Comparison {
  readonly first: string;
  readonly second: string;
  /** Null when the interval of the difference holds 0, or the common seeds are too few. */
  readonly better: string | null;
}

/** Paired bootstrap of the mean difference of final scores, over the seeds both have. Cells by ascending seed. */
export function compare(first: Comparable, second: Comparable, resampler: Resampler): Comparison {
  const finals = new Map(second.cells.map((cell) => [cell.seed, cell.final]));
  const common = first.cells.filter((cell) => finals.has(cell.seed));
  const names = { first: first.entry, second: second.entry };
  if (common.length < fewestSeedsToSeparate) return { ...names, better: null };
  const differences = common.map((cell) => cell.final - finals.get(cell.seed)!);
  const resamples = resampler(common.map((cell) => cell.seed));
  const { low, high } = intervalOfMean(differences, resamples);
  if (low! > 0) return { ...names, better: first.entry };
  if (high! < 0) return { ...names, better: second.entry };
  return { ...names, better: null };
}

/** Every pair of entries once, the one earlier in the list first. */
export function comparePairs(entries: readonly Comparable[], resampler: Resampler): readonly Comparison[] {
  return entries.flatMap((first, place) =>
    entries.slice(place + 1).map((second) => compare(first, second, resampler)),
  );
}
