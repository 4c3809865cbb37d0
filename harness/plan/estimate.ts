import os from "node:os";
import type { StoredRecord } from "../record/index.ts";
import { entryId } from "../submission/index.ts";
import { roundsOf, tierOf, type WorkKind } from "../task/index.ts";
import type { Cell } from "./cells.ts";
import type { Slowness } from "./probe.ts";

export interface EstimatedCell {
  readonly cell: Cell;
  /** Seconds on one worker; on a GPU where `work` says so. */
  readonly seconds: number;
  readonly work: WorkKind;
  /** `measured`: from records of this kind of processor; `probed`: task.yaml's figure, scaled; `calibrated`: as it is. */
  readonly basis: "measured" | "probed" | "calibrated";
}

/** What cells cost together. */
export interface Costs {
  readonly cpuSeconds: number;
  readonly gpuSeconds: number;
  /** MiB that cache and results grow by; null where that was not measured for some. */
  readonly diskMiB: number | null;
}

/**
 * Expected seconds of cells: by the round, the median of this entry's records, else of the task's, else task.yaml's figure, which a
 * probe of this machine scales; times the rounds that the cell plays.
 */
export function estimateCells(
  cells: readonly Cell[],
  records: readonly StoredRecord[],
  slowness?: Slowness,
): readonly EstimatedCell[] {
  const measured = secondsOf(records);
  return cells.map((cell) => {
    const { task, tier, entry } = cell;
    const { work } = tierOf(task, tier).shown.cost;
    const found = measured.get(`${task.name}/${tier}/${entry.id}`) ?? measured.get(`${task.name}/${tier}`);
    if (found !== undefined)
      return { cell, seconds: median(found) * roundsOf(cell.extent), work, basis: "measured" };
    const seconds = calibratedSeconds(cell);
    if (slowness === undefined || work === "gpu") return { cell, seconds, work, basis: "calibrated" };
    return { cell, seconds: seconds * slowness[work], work, basis: "probed" };
  });
}

/** The sum over cells; what a seed leaves on disk counts once for all of its cells. */
export function sumCosts(estimates: readonly EstimatedCell[]): Costs {
  const total = (kind: (work: WorkKind) => boolean) =>
    estimates.reduce((sum, { work, seconds }) => sum + (kind(work) ? seconds : 0), 0);
  return {
    cpuSeconds: total((work) => work !== "gpu"),
    gpuSeconds: total((work) => work === "gpu"),
    diskMiB: diskOf(estimates.map(({ cell }) => cell)),
  };
}

function diskOf(cells: readonly Cell[]): number | null {
  let sum = 0;
  const seeds = new Set<string>();
  for (const { task, tier, seed } of cells) {
    const disk = tierOf(task, tier).shown.cost.diskMiB;
    if (disk === undefined) return null;
    const place = `${task.name}/${tier}/${seed}`;
    sum += disk.cell + (seeds.has(place) ? 0 : disk.seed);
    seeds.add(place);
  }
  return sum;
}

/** Seconds of a cell by task.yaml, whose figure is of a whole one. */
export function calibratedSeconds({ task, tier, extent }: Cell): number {
  const { shown, frozen } = tierOf(task, tier);
  return (shown.cost.cellSeconds * roundsOf(extent)) / roundsOf(frozen);
}

/** Seconds of a round in records made on this kind of processor, by task and by entry. */
function secondsOf(records: readonly StoredRecord[]): ReadonlyMap<string, readonly number[]> {
  const cpu = os.cpus()[0]?.model.trim();
  const seconds = new Map<string, number[]>();
  for (const { record } of records) {
    if (record.provenance.cpu !== cpu || record.outcome.status !== "ok") continue;
    const { task, tier } = record.cell;
    const perRound = record.execution.seconds / Object.values(record.regimes).flat().length;
    for (const key of [`${task}/${tier}`, `${task}/${tier}/${entryId(record.cell)}`])
      seconds.set(key, [...(seconds.get(key) ?? []), perRound]);
  }
  return seconds;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
