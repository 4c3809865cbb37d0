import type { ScoredEntry, ScoredView } from "../../../harness/board/index.ts";
import { protocolText } from "../../../harness/format/index.ts";
import type { TaskResults } from "./types.ts";

/** What a reader should doubt on a task. */
export interface QualityReport {
  readonly task: TaskResults;
  readonly failed: readonly FailedCell[];
  /** Entries that lack seeds of the headline, with how many they lack. */
  readonly missing: readonly { readonly entry: string; readonly seeds: readonly number[] }[];
  readonly outdated: readonly string[];
  readonly unsandboxed: readonly string[];
  /** Views in which the controls do not do what they are for, a sentence each. */
  readonly controls: readonly string[];
  /** Better than the ceiling, which is given the truth: worth a second look. */
  readonly improbable: readonly string[];
  /** Share of pairs of entries that are told apart, for each view. */
  readonly discrimination: readonly {
    readonly title: string;
    readonly told: number;
    readonly pairs: number;
  }[];
}

interface FailedCell {
  readonly entry: string;
  readonly seed: number;
  readonly round: number;
  readonly code: string;
  readonly message: string;
}

/** Looks a task's results over. */
export function qualityOf(task: TaskResults): QualityReport {
  const { entries } = task;
  const named = (are: (entry: ScoredEntry) => boolean) => entries.filter(are).map(({ entry }) => entry);
  return {
    task,
    failed: failuresOf(task),
    missing: entries
      .filter(({ missing }) => missing.length > 0)
      .map(({ entry, missing }) => ({ entry, seeds: missing })),
    outdated: named(({ outdated }) => outdated),
    unsandboxed: named(({ isolation }) => isolation === "none"),
    controls: task.views.flatMap((view) => controlsIn(task, view)),
    improbable: improbableIn(entries),
    discrimination: task.views.map((view) => ({ title: titleOf(task, view), ...toldApartIn(view) })),
  };
}

function failuresOf({ records }: TaskResults): readonly FailedCell[] {
  return [...records].flatMap(([entry, own]) =>
    own.flatMap(({ cell, outcome }) =>
      outcome.status === "failed"
        ? [{ entry, seed: cell.seed, round: outcome.round, code: outcome.code, message: outcome.message }]
        : [],
    ),
  );
}

function titleOf({ about }: TaskResults, { protocol, regime }: ScoredView): string {
  return `${protocolText(protocol, about.rounds)}, regime ${regime}`;
}

/** A scale needs a ceiling that gains and a floor that does not. */
function controlsIn(task: TaskResults, view: ScoredView): readonly string[] {
  const [floor, ceiling] = (["floor", "ceiling"] as const).map((role) =>
    view.entries.find(({ control }) => control === role),
  );
  const title = titleOf(task, view);
  return [
    ...(ceiling === undefined ? [`${title}: there is no ceiling.`] : []),
    ...(floor === undefined ? [`${title}: there is no floor.`] : []),
    ...(ceiling !== undefined && ceiling.verdict !== "gained"
      ? [`${title}: the ceiling, ${ceiling.name}, is not told to gain.`]
      : []),
    ...(floor?.verdict === "gained" ? [`${title}: the floor, ${floor.name}, gains.`] : []),
  ];
}

function improbableIn(entries: readonly ScoredEntry[]): readonly string[] {
  const ceiling = entries.find(({ control }) => control === "ceiling");
  if (ceiling === undefined) return [];
  return entries
    .filter(({ control, gain, letters }) => {
      const isTied = letters.some((letter) => ceiling.letters.includes(letter));
      return control === null && gain.mean > ceiling.gain.mean && !isTied;
    })
    .map(({ entry }) => entry);
}

/** The best rank of an entry leaves out those that are told to be better. */
function toldApartIn({ entries }: ScoredView): { readonly told: number; readonly pairs: number } {
  const ranked = entries.flatMap(({ rank }) => (rank === null ? [] : [rank]));
  return {
    told: ranked.reduce((sum, { low }) => sum + low - 1, 0),
    pairs: (ranked.length * (ranked.length - 1)) / 2,
  };
}
