import type { RecordOutline, RoundOutline } from "../record/index.ts";
import type { Member } from "../separation/index.ts";
import { type Interval, meanInterval } from "../statistics/index.ts";
import type { VerifierName } from "../task/index.ts";
import type { CellScore, Compare, EntryInfo, ScoredEntry, ScoredView, View } from "./contract.ts";
import { endedWell, type Ledger, metricOf, roundsUpTo, seedsOf } from "./ledger.ts";
import { intervalOrNull, meanOrNull } from "./mean.ts";

/** An entry's scores, before it is compared with others. */
type Alone = Omit<ScoredEntry, "verdict" | "rank" | "letters">;

/** Scores all entries in one view, compares them with each other and with G0, and orders them. */
export function scoreView(
  ledger: Ledger,
  view: View,
  { known, compare }: { readonly known: ReadonlyMap<string, EntryInfo>; readonly compare: Compare },
): ScoredView {
  const alone = [...ledger.entries]
    .map(([entry, records]) => {
      const info = known.get(entry) ?? { id: entry, name: entry };
      return scoreAlone(ledger, view, { ...info, stranger: known.size > 0 && !known.has(entry) }, records);
    })
    .filter((entry) => entry !== undefined)
    .sort(byGain);
  const { members, generator, prior } = compare(alone.map(memberOf));
  const entries = alone.map((entry, place) => ({ ...entry, ...members[place]! }));
  return {
    ...view,
    entries,
    generator: { value: generatorOf(ledger), ...generator },
    prior,
  };
}

/** What the comparisons of a view know of an entry. */
export function memberOf({
  cells,
  gain,
  control,
  stranger,
}: Pick<ScoredEntry, "cells" | "gain" | "control" | "stranger">): Member {
  return {
    gains: new Map(cells.map(({ seed, gain }) => [seed, gain])),
    mean: gain.mean,
    isRanked: control === null && !stranger,
  };
}

function scoreAlone(
  ledger: Ledger,
  view: View,
  { id, name, hash, stranger }: EntryInfo & { readonly stranger: boolean },
  records: readonly RecordOutline[],
): Alone | undefined {
  const seeds = seedsOf(ledger, view, id);
  const scored = records
    .filter(({ cell }) => seeds.includes(cell.seed))
    .map((record) => ({ record, cell: cellScore(ledger, view, record) }))
    .filter((one): one is { record: RecordOutline; cell: CellScore } => one.cell !== undefined);
  if (scored.length === 0) return undefined;
  const cells = scored.map(({ cell }) => cell);
  const present = new Set(cells.map(({ seed }) => seed));
  const { division, control } = records[0]!.strategy;
  return {
    entry: id,
    name,
    division,
    control,
    stranger,
    seeds: cells.length,
    missing: seeds.filter((seed) => !present.has(seed)),
    failed: cells.filter(({ failed }) => failed).length,
    gain: meanInterval(cells.map(({ gain }) => gain)),
    value: meanInterval(cells.map(({ value }) => value)),
    scaled: intervalOrNull(cells.map(({ scaled }) => scaled)),
    ...spendingOf(
      ledger,
      view,
      scored.map(({ record }) => record),
    ),
    isolation: records.some(({ provenance }) => provenance.isolation === "none") ? "none" : "bubblewrap",
    outdated: records.some(
      ({ task, strategy }) => isOther(task.hash, ledger.task.hash) || isOther(strategy.hash, hash),
    ),
    cells,
  };
}

function isOther(recorded: string, present: string | undefined): boolean {
  return present !== undefined && recorded !== present;
}

/** Scores of one cell; undefined when it was not meant to come so far. */
function cellScore(ledger: Ledger, view: View, record: RecordOutline): CellScore | undefined {
  const { metric, worst } = ledger.task;
  const failed = !endedWell(record);
  const last = failed ? undefined : roundsUpTo(ledger, record, view)?.at(-1);
  if (!failed && last === undefined) return undefined;
  const start = metricOf(record.generator, metric, record);
  const value = last === undefined ? worst : metricOf(last.metrics, metric, record);
  const gain = value - start;
  const { seed } = record.cell;
  return { seed, value, gain, scaled: scaledOf(ledger, view, seed, gain), failed };
}

function scaledOf(ledger: Ledger, view: View, seed: number, gain: number): number | null {
  const { metric } = ledger.task;
  const ceiling = ledger.ceiling.get(seed);
  const last = ceiling && roundsUpTo(ledger, ceiling, view)?.at(-1);
  if (ceiling === undefined || last === undefined) return null;
  const whole = metricOf(last.metrics, metric, ceiling) - metricOf(ceiling.generator, metric, ceiling);
  return whole > 0 ? gain / whole : null;
}

/** What selecting cost, over the cells that ended well. */
function spendingOf(
  ledger: Ledger,
  view: View,
  records: readonly RecordOutline[],
): Pick<ScoredEntry, "feedback" | "kept" | "pStar" | "cost"> {
  const sound = records.filter(endedWell);
  const played = sound.map((record) => roundsUpTo(ledger, record, view) ?? []);
  const selectSeconds = sound.map(({ execution }, place) =>
    (execution.rounds[view.regime] ?? [])
      .slice(0, played[place]!.length)
      .reduce((sum, { select }) => sum + select, 0),
  );
  return {
    feedback: feedbackOf(played),
    kept: meanOrNull(played.map((rounds) => rounds.at(-1)?.selected.candidates)),
    pStar: meanOrNull(played.map((rounds) => rounds.at(-1)?.pStar)),
    cost: {
      selectSeconds: meanOrNull(selectSeconds),
      cellSeconds: meanOrNull(sound.map(({ execution }) => execution.seconds)),
    },
  };
}

function feedbackOf(cells: readonly (readonly RoundOutline[])[]): ScoredEntry["feedback"] {
  const totals = new Map<VerifierName, number>();
  for (const { feedback } of cells.flat())
    for (const [verifier, spent] of Object.entries(feedback) as [VerifierName, number][])
      totals.set(verifier, (totals.get(verifier) ?? 0) + spent);
  return Object.fromEntries([...totals].sort().map(([verifier, total]) => [verifier, total / cells.length]));
}

/** G0's own metric on every seed that any record has. */
function generatorOf({ entries, task }: Ledger): Interval | null {
  const records = [...entries.values()].flat();
  const values = new Map(
    records.map(({ cell, generator }) => [cell.seed, generator[task.metric] ?? null] as const),
  );
  return intervalOrNull([...values].sort(([a], [b]) => a - b).map(([, value]) => value));
}

function byGain(a: Alone, b: Alone): number {
  return b.gain.mean - a.gain.mean || (a.entry < b.entry ? -1 : 1);
}
