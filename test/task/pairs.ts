import type { Pool, Selection } from "../../harness/task/index.ts";

/** Pairs of item and candidate, each with weight 1 unless told otherwise. */
export function select(
  pairs: readonly (readonly [number, number])[],
  weights?: readonly number[],
): Selection {
  return {
    items: Uint32Array.from(pairs, ([item]) => item),
    candidates: Uint32Array.from(pairs, ([, candidate]) => candidate),
    weights: Float64Array.from(weights ?? pairs.map(() => 1)),
  };
}

/** All candidates of a pool. */
export function everyPair(pool: Pool): [number, number][] {
  return Array.from({ length: pool.items }, (_, item) =>
    Array.from({ length: pool.candidatesOf(item) }, (__, candidate): [number, number] => [item, candidate]),
  ).flat();
}
