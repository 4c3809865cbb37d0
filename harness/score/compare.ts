import { intervalOfMean, type Resampler } from "./bootstrap.ts";
import type { CellScore, Comparison } from "./contract.ts";

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

/** Paired bootstrap of the mean difference of final scores, over the seeds both have. Cells by ascending seed. */
export function compare(first: Comparable, second: Comparable, resampler: Resampler): Comparison {
  const finals = new Map(second.cells.map((cell) => [cell.seed, cell.final]));
  const common = first.cells.filter((cell) => finals.has(cell.seed));
  const names = { first: first.entry, second: second.entry, seeds: common.length };
  if (common.length === 0) return { ...names, difference: null, better: null };
  const differences = common.map((cell) => cell.final - finals.get(cell.seed)!);
  const resamples = resampler(common.map((cell) => cell.seed));
  const difference = intervalOfMean(differences, resamples);
  if (common.length < fewestSeedsToSeparate) return { ...names, difference, better: null };
  if (difference.low! > 0) return { ...names, difference, better: first.entry };
  if (difference.high! < 0) return { ...names, difference, better: second.entry };
  return { ...names, difference, better: null };
}

/** Every pair of entries once, the one earlier in the list first. */
export function comparePairs(entries: readonly Comparable[], resampler: Resampler): readonly Comparison[] {
  return entries.flatMap((first, place) =>
    entries.slice(place + 1).map((second) => compare(first, second, resampler)),
  );
}
