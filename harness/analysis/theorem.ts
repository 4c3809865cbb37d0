import type { TaskBoard } from "../board/index.ts";
import { mean } from "../statistics/index.ts";
import type { Table } from "./contract.ts";
import { endsOf } from "./interval.ts";
import { type RoundChange, stepsOf } from "./records.ts";

/** A round that the theorem says something of. */
interface Told extends RoundChange {
  readonly entry: string;
  /** p⋆ − p: where it is above 0 errors are outvoted. */
  readonly margin: number;
}

/** Every round with the margin that Theorem 4.2 (Feng et al. 2024) goes by, and what became of the metric. */
export function theoremPoints(board: TaskBoard): Table {
  return {
    name: "theorem-rounds",
    title: "p⋆ − p and what became of the metric",
    caption:
      "One row for each round of each record: p⋆ − p, and the metric after the round less before it. The theorem says that they have the same sign.",
    rows: toldOf(board).map(({ entry, seed, regime, round, margin, change }) => ({
      ...{ entry, seed, regime, round: round.round, margin, change },
    })),
  };
}

/** How often the theorem's sign is right, by entry, the worst first. */
export function theoremTable(board: TaskBoard): Table {
  const told = toldOf(board);
  const byEntry = [...Map.groupBy(told, ({ entry }) => entry)].map(([entry, own]) => summary(entry, own));
  return {
    name: "theorem",
    title: "Who keeps the theorem's sign, and who breaks it",
    caption:
      "Of the rounds where both p⋆ − p and the change of the metric have a sign, the share in which it is the same, with its 95 % interval over seeds: all regimes, " +
      "all rounds, all records that ended well. The theorem supposes that errors and selection do not depend on the input.",
    rows: [
      summary("all entries", told),
      summary(
        "all entries, first round",
        told.filter(({ round }) => round.round === 1),
      ),
      ...byEntry.toSorted((a, b) => a.share! - b.share!),
    ],
  };
}

function summary(entry: string, own: readonly Told[]) {
  const agree = ({ margin, change }: Told) => Number(margin > 0 === change > 0);
  const bySeed = [...Map.groupBy(own, ({ seed }) => seed).values()].map((rounds) => mean(rounds.map(agree)));
  const { low, high } = endsOf(bySeed);
  const share = own.length === 0 ? null : mean(own.map(agree));
  // A share's interval ends where shares do.
  const ends = {
    low: low === null ? null : Math.max(0, low),
    high: high === null ? null : Math.min(1, high),
  };
  return {
    ...{ entry, rounds: own.length, agree: own.filter((one) => agree(one) === 1).length, share, ...ends },
    margin: own.length === 0 ? null : mean(own.map(({ margin }) => margin)),
    change: own.length === 0 ? null : mean(own.map(({ change }) => change)),
  };
}

function toldOf(board: TaskBoard): readonly Told[] {
  return [...board.records.keys()].flatMap((entry) =>
    stepsOf(board, entry).flatMap((step) => {
      const { p, pStar } = step.round;
      if (p === null || pStar === null || p === pStar || step.change === 0) return [];
      return [{ entry, ...step, margin: pStar - p }];
    }),
  );
}
