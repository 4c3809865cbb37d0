import type { Regime } from "./contract.ts";
import { type Task, tierOf } from "./discover.ts";
import type { TierName } from "./file.ts";

/** How much of a recursion is played: so many of its rounds, in these regimes. */
export interface Extent {
  readonly rounds: number;
  readonly regimes: readonly Regime[];
}

/**
 * What an entry's cell of a seed plays: every round in every regime, or, from the tier's `recursionSeeds` on, the first round in the
 * regime of the task's headline; of its `recursionEntries` every round in that regime. Without an entry: what all others play.
 */
export function extentOf(task: Task, tier: TierName, seed: number, entry?: string): Extent {
  const { shown, frozen } = tierOf(task, tier);
  const { rounds, regimes } = frozen;
  if (seed < (shown.recursionSeeds ?? Number.POSITIVE_INFINITY)) return { rounds, regimes };
  const isPlayedOn = entry !== undefined && shown.recursionEntries.includes(entry);
  return { rounds: isPlayedOn ? rounds : 1, regimes: [task.file.shown.headline.regime] };
}

/** What makes a tier's board: by seed, what cells play. */
export interface BoardExtents {
  readonly extents: readonly Extent[];
  /** Of entries that play more than the others. */
  readonly named: ReadonlyMap<string, readonly Extent[]>;
}

/** The extents of a tier's seeds, in their order. */
export function boardExtents(task: Task, tier: TierName): BoardExtents {
  const { seeds, recursionEntries } = tierOf(task, tier).shown;
  const of = (entry?: string) =>
    Array.from({ length: seeds }, (_, seed) => extentOf(task, tier, seed, entry));
  return { extents: of(), named: new Map(recursionEntries.map((entry) => [entry, of(entry)])) };
}

/** Whether what was played holds all that is wanted. */
export function isWithin(wanted: Extent, played: Readonly<Partial<Record<Regime, readonly unknown[]>>>) {
  return wanted.regimes.every((regime) => (played[regime]?.length ?? 0) >= wanted.rounds);
}

/** Rounds of all regimes together, of which a cell's cost is made. */
export function roundsOf({ rounds, regimes }: Extent): number {
  return rounds * regimes.length;
}
