import os from "node:os";
import type { StoredRecord } from "../record/index.ts";
import { entryId } from "../submission/index.ts";
import { roundsOf, tierOf } from "../task/index.ts";
import type { Cell } from "./cells.ts";

export interface EstimatedCell {
  readonly cell: Cell;
  /** Seconds on one worker. */
  readonly seconds: number;
  /** `measured`: from records of this kind of processor; `calibrated`: from task.yaml. */
  readonly basis: "measured" | "calibrated";
}

/**
 * Expected seconds of cells: by the round, the median of this entry's records, else of the task's, else task.yaml's figure; times the
 * rounds that the cell plays.
 */
export function estimateCells(
  cells: readonly Cell[],
  records: readonly StoredRecord[],
): readonly EstimatedCell[] {
  const cpu = os.cpus()[0]?.model.trim();
  const seconds = new Map<string, number[]>();
  for (const { record } of records) {
    if (record.provenance.cpu !== cpu || record.outcome.status !== "ok") continue;
    const { task, tier } = record.cell;
    const perRound = record.execution.seconds / Object.values(record.regimes).flat().length;
    for (const key of [`${task}/${tier}`, `${task}/${tier}/${entryId(record.cell)}`])
      seconds.set(key, [...(seconds.get(key) ?? []), perRound]);
  }
  return cells.map((cell) => {
    const { task, tier, entry } = cell;
    const found = seconds.get(`${task.name}/${tier}/${entry.id}`) ?? seconds.get(`${task.name}/${tier}`);
    return found === undefined
      ? { cell, seconds: calibratedSeconds(cell), basis: "calibrated" }
      : { cell, seconds: median(found) * roundsOf(cell.extent), basis: "measured" };
  });
}

/** Seconds of a cell by task.yaml, whose figure is of a whole one. */
export function calibratedSeconds({ task, tier, extent }: Cell): number {
  const { shown, frozen } = tierOf(task, tier);
  return (shown.cost.cellSeconds * roundsOf(extent)) / roundsOf(frozen);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
