import type { RankInterval } from "./contract.ts";

/** What ranking needs of an entry. */
export interface Rankable {
  readonly entry: string;
  readonly final: { readonly mean: number };
  /** Entries significantly better than this one; those not ranked with it do not count. */
  readonly worseThan: readonly string[];
}

export interface Ranked {
  readonly rank: RankInterval;
  readonly tieGroup: number;
}

/**
 * Rank intervals and tie groups among the given entries, best mean first. A rank reaches from 1 + the number of
 * entries significantly better to N − the number significantly worse. Down the order, an entry joins the group
 * above it unless it is significantly worse than that group's first.
 */
export function rankEntries<Entry extends Rankable>(entries: readonly Entry[]): readonly (Entry & Ranked)[] {
  const ordered = [...entries].sort(byMean);
  const present = new Set(ordered.map(({ entry }) => entry));
  const groups = tieGroups(ordered);
  return ordered.map((entry, place) => {
    const better = entry.worseThan.filter((other) => present.has(other)).length;
    const worse = ordered.filter((other) => other.worseThan.includes(entry.entry)).length;
    const rank = { low: 1 + better, high: ordered.length - worse };
    return { ...entry, rank, tieGroup: groups[place]! };
  });
}

function tieGroups(ordered: readonly Rankable[]): readonly number[] {
  let group = 0;
  let first: Rankable | undefined;
  return ordered.map((entry) => {
    if (first === undefined || entry.worseThan.includes(first.entry)) {
      first = entry;
      group++;
    }
    return group;
  });
}

function byMean(a: Rankable, b: Rankable): number {
  return b.final.mean - a.final.mean || (a.entry < b.entry ? -1 : 1);
}
