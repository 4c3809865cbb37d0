import type { SeedDifference, SeedValues } from "../../../harness/separation/index.ts";
import type { TableData } from "./contract.ts";

/** How many entries are compared at once. */
export const mostCompared = 4;

/** Two entries on the seeds both have. */
export interface PairCompared extends SeedDifference {
  readonly first: string;
  readonly second: string;
  /** Half of the 95 % interval of this pair alone; null where it cannot be known. */
  readonly half: number | null;
  /** On how many of the common seeds the first is better, and on how many the second. */
  readonly wins: readonly [number, number];
  /** Whether the board tells them apart, all its pairs considered. */
  readonly isToldApart: boolean;
}

export interface Compared {
  /** Those of the entries asked for that the board has. */
  readonly entries: readonly string[];
  readonly pairs: readonly PairCompared[];
}

/** The harness's own functions; a page loads them when it compares. */
export interface Comparing {
  compareSeeds(
    first: SeedValues,
    second: SeedValues,
    prior: { variance: number; degrees: number } | undefined,
  ): SeedDifference;
  twoSidedQuantile(tail: number, degrees: number): number;
}

/** Every pair of the entries named: paired differences with what the whole board knows of variances, and who wins how often. */
export function compareEntries(
  data: TableData,
  ids: readonly string[],
  { compareSeeds, twoSidedQuantile }: Comparing,
): Compared {
  const { comparison } = data;
  const entries = ids.filter((id) => data.rows.includes(id)).slice(0, mostCompared);
  if (comparison === undefined) return { entries: [], pairs: [] };
  const { seeds, gains, letters, prior } = comparison;
  const placeOf = (id: string) => data.rows.indexOf(id);
  const valuesBySeed = (id: string) =>
    new Map(gains[placeOf(id)]!.flatMap((gain, at) => (gain === null ? [] : [[seeds[at]!, gain]])));
  const pairs = entries.flatMap((first, at) =>
    entries.slice(at + 1).map((second): PairCompared => {
      const [one, other] = [valuesBySeed(first), valuesBySeed(second)];
      const found = compareSeeds(one, other, prior ?? undefined);
      const half = found.seeds < 2 ? null : twoSidedQuantile(0.05, found.degrees) * found.error;
      return {
        ...found,
        first,
        second,
        half,
        wins: winsOf(one, other),
        isToldApart: !shareLetter(letters[placeOf(first)]!, letters[placeOf(second)]!),
      };
    }),
  );
  return { entries, pairs };
}

function winsOf(one: SeedValues, other: SeedValues): readonly [number, number] {
  const differences = [...one].flatMap(([seed, gain]) => {
    const against = other.get(seed);
    return against === undefined ? [] : [gain - against];
  });
  return [differences.filter((one) => one > 0).length, differences.filter((one) => one < 0).length];
}

function shareLetter(first: string, second: string): boolean {
  const known = new Set(second.split(" "));
  return first.split(" ").some((letter) => known.has(letter));
}
