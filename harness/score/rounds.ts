import type { ResultRecord, RoundRecord } from "../record/index.ts";
import { regimes } from "../task/index.ts";
import { createResampler, type Resampler } from "./bootstrap.ts";
import { countingRecord, endedWell, type Ledger, ledgerOf, metricOf } from "./cells.ts";
import type { RoundScore, ScoringInput } from "./contract.ts";
import { intervalOver, meanOrNull } from "./task.ts";

/**
 * Means over seeds of every entry, regime and round, for learning curves; round 0 is G0. Failed cells count as the
 * floor's in the metric and are left out of all else. Throws as `scoreTask` does.
 */
export function scoreRounds(input: ScoringInput): readonly RoundScore[] {
  const resampler = createResampler();
  return regimes.flatMap((regime) => {
    const ledger = ledgerOf({ ...input, regime });
    const entries = [...ledger.entries].sort(([a], [b]) => (a < b ? -1 : 1));
    return entries.flatMap(([entry, records]) => curveOf(ledger, entry, records, resampler));
  });
}

function curveOf(
  ledger: Ledger,
  entry: string,
  records: readonly ResultRecord[],
  resampler: Resampler,
): readonly RoundScore[] {
  const { metric, regime } = ledger;
  const start = intervalOver(
    records.map((record) => ({ seed: record.cell.seed, value: record.generator[metric] ?? null })),
    ({ value }) => value,
    resampler,
  );
  const last = Math.max(0, ...records.map((record) => countedRounds(ledger, record).length));
  if (start === null || last === 0) return [];
  const rounds = Array.from({ length: last }, (_, place) => roundOf(ledger, records, place + 1, resampler));
  return [{ round: 0, metric: start, ...withoutSelection }, ...rounds].map((round) => ({
    entry,
    regime,
    ...round,
  }));
}

const withoutSelection = { p: null, phi: null, psi: null, pStar: null, selected: null };

function roundOf(ledger: Ledger, records: readonly ResultRecord[], round: number, resampler: Resampler) {
  const counted = records
    .map((record) => ({ record, found: roundIn(countedRounds(ledger, record), round) }))
    .filter((cell): cell is { record: ResultRecord; found: RoundRecord } => cell.found !== undefined);
  const metric = intervalOver(
    counted.map(({ record, found }) => ({
      seed: record.cell.seed,
      value: metricOf(found.metrics, ledger.metric, record),
    })),
    ({ value }) => value,
    resampler,
  )!;
  const sound = counted.filter(({ record }) => endedWell(record)).map(({ found }) => found);
  return { round, metric, ...ratesOf(sound) };
}

function ratesOf(rounds: readonly RoundRecord[]): Omit<RoundScore, "entry" | "regime" | "round" | "metric"> {
  return {
    p: meanOrNull(rounds.map((round) => round.p)),
    phi: meanOrNull(rounds.map((round) => round.phi)),
    psi: meanOrNull(rounds.map((round) => round.psi)),
    pStar: meanOrNull(rounds.map((round) => round.pStar)),
    selected: meanOrNull(rounds.map((round) => round.selected.candidates)),
  };
}

function countedRounds(ledger: Ledger, record: ResultRecord): readonly RoundRecord[] {
  return countingRecord(ledger, record)?.regimes[ledger.regime] ?? [];
}

function roundIn(rounds: readonly RoundRecord[], round: number): RoundRecord | undefined {
  return rounds.find((found) => found.round === round);
}
