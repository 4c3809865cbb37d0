import type { CandidateList, Pool, Selection } from "../task/index.ts";

/** Every candidate of some items, by default of all. */
export function candidatesOf(pool: Pool, items?: Uint32Array): CandidateList {
  const chosen = items ?? Uint32Array.from({ length: pool.items }, (_, item) => item);
  const size = chosen.reduce((sum, item) => sum + pool.candidatesOf(item), 0);
  const list = { items: new Uint32Array(size), candidates: new Uint32Array(size) };
  let place = 0;
  for (const item of chosen)
    for (let candidate = 0; candidate < pool.candidatesOf(item); candidate++) {
      list.items[place] = item;
      list.candidates[place++] = candidate;
    }
  return list;
}

/** Those at some places of a list. */
export function pick({ items, candidates }: CandidateList, places: readonly number[]): CandidateList {
  return {
    items: Uint32Array.from(places, (place) => items[place]!),
    candidates: Uint32Array.from(places, (place) => candidates[place]!),
  };
}

/** Candidates, each with weight 1. */
export function selectionOf(list: CandidateList): Selection {
  return { ...list, weights: new Float64Array(list.items.length).fill(1) };
}
