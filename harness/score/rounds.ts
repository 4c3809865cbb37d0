import type { RecordOutline, RoundOutline } from "../record/index.ts";
import { meanInterval } from "../statistics/index.ts";
import type { Regime } from "../task/index.ts";
import type { RoundScore, ScoringInput } from "./contract.ts";
import { endedWell, type Ledger, ledgerOf, metricOf, seedsOf } from "./ledger.ts";
import { intervalOrNull, meanOrNull } from "./mean.ts";

/**
 * Means over seeds of every entry, regime and round, for learning curves; round 0 is G0. Of the seeds that an entry plays to the end only: a
 * curve is of the same seeds everywhere. Failed cells count as the metric's
 * worst value and are left out of all else. Throws as `scoreTask` does.
 */
export function scoreRounds(input: ScoringInput): readonly RoundScore[] {
  const ledger = ledgerOf(input);
  const { rounds, regimes } = input.task;
  const entries = [...ledger.entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return regimes.flatMap((regime) => {
    const protocol = rounds > 1 ? "recursion" : "one-round";
    return entries.flatMap(([entry, records]) => {
      const seeds = seedsOf(ledger, { protocol, regime }, entry);
      const whole = records.filter(({ cell }) => seeds.includes(cell.seed));
      return curveOf(ledger, regime, whole).map((round) => ({ entry, regime, ...round }));
    });
  });
}

type Point = Omit<RoundScore, "entry" | "regime">;

function curveOf(ledger: Ledger, regime: Regime, records: readonly RecordOutline[]): readonly Point[] {
  const start = intervalOrNull(records.map(({ generator }) => generator[ledger.task.metric] ?? null));
  const last = Math.max(0, ...records.map((record) => record.regimes[regime]?.length ?? 0));
  if (start === null || last === 0) return [];
  const rounds = Array.from({ length: last }, (_, place) => pointOf(ledger, regime, records, place + 1));
  return [{ round: 0, metric: start, ...withoutSelection }, ...rounds];
}

const withoutSelection = { p: null, phi: null, psi: null, pStar: null, selected: null };

function pointOf(ledger: Ledger, regime: Regime, records: readonly RecordOutline[], round: number): Point {
  const { metric, worst } = ledger.task;
  const sound = records.filter(endedWell).flatMap((record) => {
    const found = record.regimes[regime]?.find((one) => one.round === round);
    return found === undefined ? [] : [{ record, found }];
  });
  const failures = records.filter((record) => !endedWell(record)).map(() => worst);
  const values = sound.map(({ record, found }) => metricOf(found.metrics, metric, record));
  return {
    round,
    metric: meanInterval([...values, ...failures]),
    ...ratesOf(sound.map(({ found }) => found)),
  };
}

function ratesOf(rounds: readonly RoundOutline[]): Omit<Point, "round" | "metric"> {
  return {
    p: meanOrNull(rounds.map((round) => round.p)),
    phi: meanOrNull(rounds.map((round) => round.phi)),
    psi: meanOrNull(rounds.map((round) => round.psi)),
    pStar: meanOrNull(rounds.map((round) => round.pStar)),
    selected: meanOrNull(rounds.map((round) => round.selected.candidates)),
  };
}
