import { BenchError } from "../errors/index.ts";
import type { ResultRecord, RoundRecord } from "../record/index.ts";
import type { Control } from "../submission/index.ts";
import type { Regime } from "../task/index.ts";
import { assertComparable, entryOf, fileOf } from "./comparable.ts";
import type { CellScore, ScoringInput } from "./contract.ts";

/** The comparable records of one task, by entry and seed. */
export interface Ledger {
  readonly metric: string;
  readonly regime: Regime;
  /** Seeds of the board, ascending. */
  readonly seeds: readonly number[];
  /** Number of records left out because their seeds are not the board's. */
  readonly beyond: number;
  /** Number of records not accepted because their strategies ran outside the sandbox. */
  readonly unsandboxed: number;
  /** Records of each entry, by ascending seed. */
  readonly entries: ReadonlyMap<string, readonly ResultRecord[]>;
  readonly floor: RecordsBySeed;
  readonly ceiling: RecordsBySeed;
}

/** A control's records that ended well, by seed. */
type RecordsBySeed = ReadonlyMap<number, ResultRecord>;

/** Sorts out a task's records. Throws `BenchError` when they may not be compared. */
export function ledgerOf({ task, records, regime = task.regime }: ScoringInput): Ledger {
  const all = records.filter(({ cell }) => cell.task === task.name);
  const accepted = all.filter(isAccepted);
  const own = accepted
    .filter(({ cell }) => task.seeds === undefined || cell.seed < task.seeds)
    .sort((a, b) => a.cell.seed - b.cell.seed);
  assertComparable(own);
  const recorded = [...new Set(own.map((record) => record.cell.seed))];
  return {
    metric: task.metric,
    regime,
    seeds: task.seeds === undefined ? recorded : Array.from({ length: task.seeds }, (_, seed) => seed),
    beyond: accepted.length - own.length,
    unsandboxed: all.length - accepted.length,
    entries: Map.groupBy(own, entryOf),
    floor: controlOf(own, "floor"),
    ceiling: controlOf(own, "ceiling"),
  };
}

/** Outside tier `smoke` the board takes only what ran in the sandbox. */
function isAccepted({ cell, provenance }: ResultRecord): boolean {
  return cell.tier === "smoke" || provenance.isolation !== "none";
}

function controlOf(records: readonly ResultRecord[], control: Control): RecordsBySeed {
  const sound = records.filter((record) => record.strategy.control === control && endedWell(record));
  return new Map(sound.map((record) => [record.cell.seed, record]));
}

/** Whether a cell ran to its end. */
export function endedWell(record: ResultRecord): boolean {
  return record.outcome.status === "ok";
}

/** The record whose scores count for a cell: its own, or the floor's of the seed when it failed. */
export function countingRecord(ledger: Ledger, record: ResultRecord): ResultRecord | undefined {
  return endedWell(record) ? record : ledger.floor.get(record.cell.seed);
}

/** Scores of one cell; undefined when it failed and its seed has no floor to count it by. */
export function cellScore(ledger: Ledger, record: ResultRecord): CellScore | undefined {
  const counting = countingRecord(ledger, record);
  if (counting === undefined) return undefined;
  const rounds = roundsOf(counting, ledger.regime);
  const final = metricOf(rounds.at(-1)!.metrics, ledger.metric, counting);
  return {
    seed: record.cell.seed,
    first: metricOf(rounds[0]!.metrics, ledger.metric, counting),
    final,
    scaled: scaledOf(ledger, record.cell.seed, final),
    failed: !endedWell(record),
  };
}

/** G0 on the scale of each seed that has a floor; null where there is no ceiling above it. */
export function generatorScores(ledger: Ledger): readonly (number | null)[] {
  return [...ledger.floor.values()].map(({ cell, generator }) => {
    const start = generator[ledger.metric];
    return start === undefined ? null : scaledOf(ledger, cell.seed, start);
  });
}

function scaledOf(ledger: Ledger, seed: number, final: number): number | null {
  const floor = ledger.floor.get(seed);
  const ceiling = ledger.ceiling.get(seed);
  if (floor === undefined || ceiling === undefined) return null;
  const zero = finalOf(ledger, floor);
  const one = finalOf(ledger, ceiling);
  return one > zero ? (final - zero) / (one - zero) : null;
}

function finalOf(ledger: Ledger, record: ResultRecord): number {
  return metricOf(roundsOf(record, ledger.regime).at(-1)!.metrics, ledger.metric, record);
}

/** Rounds of a cell that ended well, ascending; throws `BenchError` when it has none in the regime. */
export function roundsOf(record: ResultRecord, regime: Regime): readonly RoundRecord[] {
  const rounds = record.regimes[regime] ?? [];
  if (rounds.length > 0) return rounds;
  throw incomplete(record, `rounds under the regime "${regime}"`);
}

/** One metric; throws `BenchError` when the record lacks it. */
export function metricOf(
  metrics: Readonly<Record<string, number>>,
  metric: string,
  record: ResultRecord,
): number {
  const value = metrics[metric];
  if (value !== undefined) return value;
  throw incomplete(record, `the metric "${metric}"`);
}

function incomplete(record: ResultRecord, what: string): BenchError {
  return new BenchError(`the result ended well, but has not ${what}`, {
    code: "result-incomplete",
    blame: "harness",
    where: fileOf(record),
    expected: what,
    mend: "Remove the file, and run its cell again.",
  });
}
