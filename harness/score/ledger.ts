import { BenchError } from "../errors/index.ts";
import type { RecordOutline, RoundOutline } from "../record/index.ts";
import { type Extent, isRanking } from "../task/index.ts";
import { comparable, entryOf, fileOf } from "./comparable.ts";
import type { ScoringInput, ScoringTask, View } from "./contract.ts";

/** The comparable records of one task, by entry. */
export interface Ledger {
  readonly task: ScoringTask;
  /** Records of each entry, by ascending seed. */
  readonly entries: ReadonlyMap<string, readonly RecordOutline[]>;
  /** What each seed's cells play, ascending by seed. */
  readonly extents: ReadonlyMap<number, Extent>;
  /** The ceiling's records that ended well, by seed. */
  readonly ceiling: ReadonlyMap<number, RecordOutline>;
  /** Number of records left out because their seeds are not the board's. */
  readonly beyond: number;
  /** Number of records not accepted because their strategies ran outside the sandbox. */
  readonly unsandboxed: number;
  /** Number of records not accepted because the code they were made with was not that of their commit. */
  readonly dirty: number;
  /** Entries that are left out, and why. */
  readonly left: ReadonlyMap<string, BenchError>;
}

/** Sorts out a task's records. Throws `BenchError` when they may not be compared. */
export function ledgerOf({ task, records }: ScoringInput): Ledger {
  const all = records.filter(({ cell }) => cell.task === task.name);
  const sandboxed = all.filter(isSandboxed);
  const accepted = sandboxed.filter(isOfItsCommit);
  const most = task.extents?.length ?? Number.POSITIVE_INFINITY;
  const own = accepted.filter(({ cell }) => cell.seed < most).sort((a, b) => a.cell.seed - b.cell.seed);
  const { kept, left } = comparable(own, (record) => lackOf(task, record));
  const ceilings = kept.filter((record) => record.strategy.control === "ceiling" && endedWell(record));
  return {
    task,
    entries: Map.groupBy(kept, entryOf),
    extents: new Map(task.extents?.entries() ?? kept.map(({ cell }) => [cell.seed, wholeOf(task)] as const)),
    ceiling: new Map(ceilings.map((record) => [record.cell.seed, record])),
    beyond: accepted.length - own.length,
    unsandboxed: all.length - sandboxed.length,
    dirty: sandboxed.length - accepted.length,
    left,
  };
}

function wholeOf({ rounds, regimes }: ScoringTask): Extent {
  return { rounds, regimes };
}

/** Seeds on which an entry has a score in a view when all its cells have run. */
export function seedsOf(
  { task, extents }: Pick<Ledger, "task" | "extents">,
  view: View,
  entry: string,
): readonly number[] {
  const own = task.named?.get(entry)?.entries() ?? extents;
  const reaches = ({ rounds, regimes }: Extent) =>
    rounds >= roundOf(task, view) && regimes.includes(view.regime);
  return [...own].filter(([, extent]) => reaches(extent)).map(([seed]) => seed);
}

/** The round that a view reads. */
function roundOf({ rounds }: ScoringTask, { protocol }: Pick<View, "protocol">): number {
  return protocol === "one-round" ? 1 : rounds;
}

/** At tiers whose results are published the board takes only what ran in the sandbox. */
function isSandboxed({ cell, provenance }: RecordOutline): boolean {
  return !isRanking(cell.tier) || provenance.isolation !== "none";
}

/** And only what was made with code that everybody can look at. */
function isOfItsCommit({ cell, provenance }: RecordOutline): boolean {
  return !isRanking(cell.tier) || !provenance.harness.dirty;
}

/** Whether a cell ran to its end. */
export function endedWell(record: RecordOutline): boolean {
  return record.outcome.status === "ok";
}

/** Rounds of a cell up to the one that a view reads; undefined when the cell did not come so far. Throws for one that played nothing. */
export function roundsUpTo(
  { task }: Ledger,
  record: RecordOutline,
  view: View,
): readonly RoundOutline[] | undefined {
  const rounds = record.regimes[view.regime] ?? [];
  const wanted = roundOf(task, view);
  if (rounds.length >= wanted) return rounds.slice(0, wanted);
  if (Object.values(record.regimes).some(({ length }) => length > 0)) return undefined;
  throw incomplete(record, "any round");
}

/** What a record lacks of what a board reads; undefined when it lacks nothing. */
function lackOf({ metric, rounds }: ScoringTask, record: RecordOutline): BenchError | undefined {
  const played = Object.values(record.regimes);
  const read = played.flatMap((list) => [list[0], list[rounds - 1]]).filter((round) => round !== undefined);
  if (endedWell(record) && read.length === 0) return incomplete(record, "any round");
  const all = [record.generator, ...read.map(({ metrics }) => metrics)];
  return all.every((metrics) => metrics[metric] !== undefined)
    ? undefined
    : incomplete(record, `the metric "${metric}"`);
}

/** One metric; throws `BenchError` when the record lacks it. */
export function metricOf(
  metrics: Readonly<Record<string, number>>,
  metric: string,
  record: RecordOutline,
): number {
  const value = metrics[metric];
  if (value !== undefined) return value;
  throw incomplete(record, `the metric "${metric}"`);
}

function incomplete(record: RecordOutline, what: string): BenchError {
  return new BenchError(`the result ended well, but has not ${what}`, {
    code: "result-incomplete",
    blame: "harness",
    where: fileOf(record),
    expected: what,
    mend: "Remove the file, and run its cell again.",
  });
}
