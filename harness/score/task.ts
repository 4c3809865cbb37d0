import type { ResultRecord } from "../record/index.ts";
import type { VerifierName } from "../task/index.ts";
import { createResampler, intervalOfMean, meanOf, type Resampler } from "./bootstrap.ts";
import { cellScore, endedWell, generatorScores, type Ledger, ledgerOf, roundsOf } from "./cells.ts";
import { comparePairs } from "./compare.ts";
import type {
  CellScore,
  Interval,
  ScoredEntry,
  ScoredTask,
  ScoringInput,
  UnscoredEntry,
} from "./contract.ts";
import { notesOn } from "./notes.ts";
import { rankEntries } from "./rank.ts";

type Unranked = Omit<ScoredEntry, "rank" | "tieGroup" | "worseThan">;

/**
 * Scores, ranks and groups the entries of one task. Throws `BenchError` when records may not be compared, or two
 * entries claim the same control.
 */
export function scoreTask(input: ScoringInput): ScoredTask {
  const ledger = ledgerOf(input);
  const resampler = createResampler();
  const known = new Map(input.entries?.map((info) => [info.id, info]));
  const scored: Unranked[] = [];
  const unscored: UnscoredEntry[] = [];
  for (const entry of new Set([...known.keys(), ...ledger.entries.keys()])) {
    const records = ledger.entries.get(entry) ?? [];
    const cells = records.map((record) => cellScore(ledger, record)).filter((cell) => cell !== undefined);
    const { name = entry, hash } = known.get(entry) ?? {};
    if (cells.length === 0) unscored.push({ entry, name, failed: failuresOf(records) });
    else {
      const outdated = records.some((record) => isOutdated(record, input.task.hash, hash));
      scored.push({ entry, name, ...scoresOf(ledger, records, cells, resampler), outdated, cells });
    }
  }
  unscored.sort((a, b) => (a.entry < b.entry ? -1 : 1));
  const entries = rankEntries(withComparisons(scored, resampler));
  const generatorScaled = meanOrNull(generatorScores(ledger));
  return { entries, unscored, generatorScaled, notes: notesOn(ledger, entries) };
}

function withComparisons(entries: readonly Unranked[], resampler: Resampler) {
  const worseThan = new Map(entries.map(({ entry }) => [entry, [] as string[]]));
  for (const { first, second, better } of comparePairs(entries, resampler)) {
    if (better !== null) worseThan.get(better === first ? second : first)!.push(better);
  }
  return entries.map((entry) => ({ ...entry, worseThan: worseThan.get(entry.entry)!.sort() }));
}

function scoresOf(
  ledger: Ledger,
  records: readonly ResultRecord[],
  cells: readonly CellScore[],
  resampler: Resampler,
): Omit<Unranked, "entry" | "name" | "outdated" | "cells"> {
  const sound = records.filter(endedWell);
  const { division, control } = records[0]!.strategy;
  const present = new Set(cells.map((cell) => cell.seed));
  return {
    division,
    control,
    seeds: cells.length,
    missing: ledger.seeds.filter((seed) => !present.has(seed)),
    final: intervalOver(cells, (cell) => cell.final, resampler)!,
    first: intervalOver(cells, (cell) => cell.first, resampler)!,
    scaled: intervalOver(cells, (cell) => cell.scaled, resampler),
    generator: { mean: meanOrNull(records.map((record) => record.generator[ledger.metric])) },
    feedback: feedbackOf(ledger, sound),
    pStar: meanOrNull(sound.map((record) => roundsOf(record, ledger.regime)[0]!.pStar)),
    failed: failuresOf(records),
    cost: {
      selectSeconds: meanOrNull(sound.map((record) => selectSecondsOf(ledger, record))),
      cellSeconds: meanOrNull(sound.map((record) => record.execution.seconds)),
    },
    isolation: records.some(({ provenance }) => provenance.isolation === "none") ? "none" : "bubblewrap",
  };
}

function isOutdated(
  { task, strategy }: ResultRecord,
  taskHash = task.hash,
  strategyHash = strategy.hash,
): boolean {
  return task.hash !== taskHash || strategy.hash !== strategyHash;
}

/** Mean and interval over the seeds whose value is not null; null when none has one. */
export function intervalOver<Value extends { readonly seed: number }>(
  cells: readonly Value[],
  select: (cell: Value) => number | null,
  resampler: Resampler,
): Interval | null {
  const known = cells
    .map((cell) => ({ seed: cell.seed, value: select(cell) }))
    .filter((cell): cell is { seed: number; value: number } => cell.value !== null);
  if (known.length === 0) return null;
  return intervalOfMean(
    known.map(({ value }) => value),
    resampler(known.map(({ seed }) => seed)),
  );
}

function feedbackOf(ledger: Ledger, sound: readonly ResultRecord[]): ScoredEntry["feedback"] {
  const totals: Partial<Record<VerifierName, number>> = {};
  for (const record of sound) {
    for (const { feedback } of roundsOf(record, ledger.regime)) {
      for (const [verifier, spent] of Object.entries(feedback) as [VerifierName, number][])
        totals[verifier] = (totals[verifier] ?? 0) + spent;
    }
  }
  return Object.fromEntries(
    Object.entries(totals)
      .sort()
      .map(([verifier, total]) => [verifier, total / sound.length]),
  );
}

function selectSecondsOf(ledger: Ledger, record: ResultRecord): number {
  return (record.execution.rounds[ledger.regime] ?? []).reduce((sum, round) => sum + round.select, 0);
}

function failuresOf(records: readonly ResultRecord[]): number {
  return records.filter((record) => !endedWell(record)).length;
}

/** Mean of the known values; null when there is none. */
export function meanOrNull(values: readonly (number | null | undefined)[]): number | null {
  const known = values.filter((value) => value !== null && value !== undefined);
  return known.length === 0 ? null : meanOf(known);
}
