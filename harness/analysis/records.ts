import type { TaskBoard } from "../board/index.ts";
import type { ResultRecord, RoundRecord } from "../record/index.ts";
import type { Regime } from "../task/index.ts";

/** One metric of a record round after round, G0 first; undefined where any of them lacks it. */
export function courseOf(
  { generator, regimes }: ResultRecord,
  regime: Regime,
  metric: string,
): readonly number[] | undefined {
  const rounds = regimes[regime] ?? [];
  const course = [generator, ...rounds.map(({ metrics }) => metrics)].map((metrics) => metrics[metric]);
  return course.every((value) => value !== undefined) ? course : undefined;
}

/** An entry's records that ended well, of seeds that make the board. */
export function soundRecords({ records, tier }: TaskBoard, entry: string): readonly ResultRecord[] {
  const own = records.get(entry) ?? [];
  return own.filter(({ outcome, cell }) => outcome.status === "ok" && cell.seed < tier.shown.seeds);
}

/** A round with what it did to the metric. */
export interface RoundChange {
  readonly seed: number;
  readonly regime: Regime;
  readonly round: RoundRecord;
  /** The metric after the round less before it. */
  readonly change: number;
}

/** Every round that an entry played, in all regimes. */
export function stepsOf(board: TaskBoard, entry: string): readonly RoundChange[] {
  const { metric } = board.about;
  return soundRecords(board, entry).flatMap((record) =>
    board.tier.frozen.regimes.flatMap((regime) => {
      const course = courseOf(record, regime, metric.name) ?? [];
      return (record.regimes[regime] ?? []).slice(0, course.length).map((round, before) => ({
        seed: record.cell.seed,
        regime,
        round,
        change: course[before + 1]! - course[before]!,
      }));
    }),
  );
}
