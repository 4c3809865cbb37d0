import os from "node:os";
import { identityOf } from "../loop/index.ts";
import type { ResultRecord, StoredRecord } from "../record/index.ts";
import { entryId } from "../submission/index.ts";
import { type Extent, isWithin, roundsOf, tierOf, type WorkKind } from "../task/index.ts";
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
  /** However many workers there are: the longest cell after what it shares with others, which come one after the other. */
  readonly longestSeconds: number;
  /** MiB that cache and results grow by; null where that was not measured for some. */
  readonly diskMiB: number | null;
}

/**
 * Expected seconds of cells: the median of what this entry's records took for the same rounds, else of the task's; of records that played
 * fewer rounds their mean round, as often as the cell plays one; else task.yaml's figure, which a probe of this machine scales. Records
 * of another version of the task tell nothing.
 */
export function estimateCells(
  cells: readonly Cell[],
  records: readonly StoredRecord[],
  slowness?: Slowness,
): readonly EstimatedCell[] {
  const measured = timedRecords(records);
  const told = new Map<string, number>();
  const secondsAt = (place: string, extent: Extent) => {
    const found = measured.get(place);
    if (found === undefined) return undefined;
    const key = JSON.stringify([place, extent]);
    const seconds = told.get(key) ?? secondsFor(extent, found);
    told.set(key, seconds);
    return seconds;
  };
  return cells.map((cell) => {
    const { task, tier, entry, extent } = cell;
    const { work } = tierOf(task, tier).shown.cost;
    const place = `${task.name}/${tier}/${identityOf(cell).task.hash}`;
    const taken = secondsAt(`${place}/${entry.id}`, extent) ?? secondsAt(place, extent);
    if (taken !== undefined) return { cell, seconds: taken, work, basis: "measured" };
    const seconds = calibratedSeconds(cell);
    if (slowness === undefined || work === "gpu") return { cell, seconds, work, basis: "calibrated" };
    return { cell, seconds: seconds * slowness[work], work, basis: "probed" };
  });
}

/**
 * The sum over cells. What a tier and what a seed computes for all of its cells, and leaves on disk, counts once; where the cache has it already it is
 * counted too.
 */
export function sumCosts(estimates: readonly EstimatedCell[], slowness?: Slowness): Costs {
  const cells = estimates.map(({ cell }) => cell);
  const parts = [...estimates, ...sharedWork(cells, slowness)];
  const total = (kind: (work: WorkKind) => boolean) =>
    parts.reduce((sum, { work, seconds }) => sum + (kind(work) ? seconds : 0), 0);
  return {
    cpuSeconds: total((work) => work !== "gpu"),
    gpuSeconds: total((work) => work === "gpu"),
    longestSeconds: estimates.reduce(
      (most, { cell, seconds }) => Math.max(most, seconds + sharedSecondsOf(cell, slowness)),
      0,
    ),
    diskMiB: diskOf(cells),
  };
}

function sharedSecondsOf(cell: Cell, slowness: Slowness | undefined): number {
  return sharedWork([cell], slowness).reduce((sum, { seconds }) => sum + seconds, 0);
}

/** What the cells' tiers and seeds compute once, by task.yaml's figures, which a probe of this machine scales. */
function sharedWork(
  cells: readonly Cell[],
  slowness: Slowness | undefined,
): readonly Pick<EstimatedCell, "seconds" | "work">[] {
  const known = new Set<string>();
  return cells.flatMap(({ task, tier, seed }) => {
    const { sharedSeconds, work } = tierOf(task, tier).shown.cost;
    const times = work === "gpu" ? 1 : (slowness?.[work] ?? 1);
    const once = (place: string, seconds: number) => {
      if (known.has(place)) return [];
      known.add(place);
      return [{ work, seconds: seconds * times }];
    };
    const place = `${task.name}/${tier}`;
    return [...once(place, sharedSeconds.tier), ...once(`${place}/${seed}`, sharedSeconds.seed)];
  });
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

/** Records made on this kind of processor, by task and by entry. */
function timedRecords(records: readonly StoredRecord[]): ReadonlyMap<string, readonly ResultRecord[]> {
  const cpu = os.cpus()[0]?.model.trim();
  const timed = new Map<string, ResultRecord[]>();
  for (const { record } of records) {
    if (record.provenance.cpu !== cpu || record.outcome.status !== "ok") continue;
    const place = `${record.cell.task}/${record.cell.tier}/${record.task.hash}`;
    for (const key of [place, `${place}/${entryId(record.cell)}`]) {
      const list = timed.get(key);
      if (list === undefined) timed.set(key, [record]);
      else list.push(record);
    }
  }
  return timed;
}

function secondsFor(extent: Extent, records: readonly ResultRecord[]): number {
  const whole = records.filter(({ regimes }) => isWithin(extent, regimes));
  if (whole.length > 0) return median(whole.map((record) => secondsWithin(extent, record)));
  return median(records.map(secondsOfRound)) * roundsOf(extent);
}

/** What a record took, less the rounds that are not wanted. */
function secondsWithin({ rounds, regimes }: Extent, { execution }: ResultRecord): number {
  const spare = Object.entries(execution.rounds).flatMap(([regime, list]) =>
    regimes.some((wanted) => wanted === regime) ? list.slice(rounds) : list,
  );
  return spare.reduce(
    (seconds, { generate, select, train, evaluate }) => seconds - (generate + select + train + evaluate),
    execution.seconds,
  );
}

function secondsOfRound({ execution, regimes }: ResultRecord): number {
  return execution.seconds / Object.values(regimes).flat().length;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
