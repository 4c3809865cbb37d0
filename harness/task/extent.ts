import type { Regime } from "./contract.ts";
import { type Task, tierOf } from "./discover.ts";
import type { TierName } from "./file.ts";

/** How much of a recursion is played: so many of its rounds, in these regimes. */
export interface Extent {
  readonly rounds: number;
  readonly regimes: readonly Regime[];
}

/**
 * What the cells of a seed play: every round in every regime, or, from the tier's `recursionSeeds` on, the first round in the
 * regime of the task's headline.
 */
export function extentOf(task: Task, tier: TierName, seed: number): Extent {
  const { shown, frozen } = tierOf(task, tier);
  const { rounds, regimes } = frozen;
  if (seed < (shown.recursionSeeds ?? Number.POSITIVE_INFINITY)) return { rounds, regimes };
  return { rounds: 1, regimes: [task.file.shown.headline.regime] };
}

/** The extents of a tier's seeds, in their order: what makes its board. */
export function boardExtents(task: Task, tier: TierName): readonly Extent[] {
  return Array.from({ length: tierOf(task, tier).shown.seeds }, (_, seed) => extentOf(task, tier, seed));
}

/** Whether what was played holds all that is wanted. */
export function isWithin(wanted: Extent, played: Readonly<Partial<Record<Regime, readonly unknown[]>>>) {
  return wanted.regimes.every((regime) => (played[regime]?.length ?? 0) >= wanted.rounds);
}

/** Rounds of all regimes together, of which a cell's cost is made. */
export function roundsOf({ rounds, regimes }: Extent): number {
  return rounds * regimes.length;
}
