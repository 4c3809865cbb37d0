import { BenchError } from "../errors/index.ts";
import type { ResultRecord, RoundRecord } from "../record/index.ts";
import type { Protocol, Regime } from "../task/index.ts";
import { assertComparable, entryOf, fileOf } from "./comparable.ts";
import type { ScoringInput, ScoringTask } from "./contract.ts";

/** The comparable records of one task, by entry. */
export interface Ledger {
  readonly task: ScoringTask;
  /** Records of each entry, by ascending seed. */
  readonly entries: ReadonlyMap<string, readonly ResultRecord[]>;
  /** Seeds that make the board, ascending. */
  readonly seeds: readonly number[];
  /** The ceiling's records that ended well, by seed. */
  readonly ceiling: ReadonlyMap<number, ResultRecord>;
  /** Number of records left out because their seeds are not the board's. */
  readonly beyond: number;
  /** Number of records not accepted because their strategies ran outside the sandbox. */
  readonly unsandboxed: number;
}

/** Sorts out a task's records. Throws `BenchError` when they may not be compared. */
export function ledgerOf({ task, records }: ScoringInput): Ledger {
  const all = records.filter(({ cell }) => cell.task === task.name);
  const accepted = all.filter(isAccepted);
  const { seeds: most = Number.POSITIVE_INFINITY } = task;
  const own = accepted.filter(({ cell }) => cell.seed < most).sort((a, b) => a.cell.seed - b.cell.seed);
  assertComparable(own);
  const ceilings = own.filter((record) => record.strategy.control === "ceiling" && endedWell(record));
  return {
    task,
    entries: Map.groupBy(own, entryOf),
    seeds:
      task.seeds === undefined
        ? [...new Set(own.map(({ cell }) => cell.seed))]
        : Array.from({ length: task.seeds }, (_, seed) => seed),
    ceiling: new Map(ceilings.map((record) => [record.cell.seed, record])),
    beyond: accepted.length - own.length,
    unsandboxed: all.length - accepted.length,
  };
}

/** At tiers whose results are published the board takes only what ran in the sandbox. */
function isAccepted({ cell, provenance }: ResultRecord): boolean {
  return cell.tier === "smoke" || cell.tier === "trial" || provenance.isolation !== "none";
}

/** Whether a cell ran to its end. */
export function endedWell(record: ResultRecord): boolean {
  return record.outcome.status === "ok";
}

/** Rounds of a cell up to the one that a protocol reads; undefined when the cell was not meant to come so far. */
export function roundsUpTo(
  { task }: Ledger,
  record: ResultRecord,
  regime: Regime,
  protocol: Protocol,
): readonly RoundRecord[] | undefined {
  const rounds = record.regimes[regime] ?? [];
  const wanted = protocol === "one-round" ? 1 : task.rounds;
  if (rounds.length >= wanted) return rounds.slice(0, wanted);
  if (rounds.length > 0) return undefined;
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
