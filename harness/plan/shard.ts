import type { Cell } from "./cells.ts";
import { calibratedSeconds } from "./estimate.ts";
import { placeOf } from "./prepare.ts";

/** Part `index` of `count` of a plan, from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/**
 * The cells of one shard. All shards together are the plan, and no cell is in two of them, whoever asks and whatever is
 * done already. Cells that share work stay together as far as the parts' costs, by task.yaml, can be equal.
 */
export function cellsOfShard(cells: readonly Cell[], { index, count }: Shard): readonly Cell[] {
  const grouped = [...Map.groupBy(cells, ({ id }) => placeOf(id)).values()].flat();
  const costs = grouped.map(calibratedSeconds);
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  let before = 0;
  return grouped.filter((_, place) => {
    const middle = before + costs[place]! / 2;
    before += costs[place]!;
    return Math.floor((middle * count) / total) === index - 1;
  });
}
