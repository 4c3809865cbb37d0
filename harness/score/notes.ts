import type { Ledger } from "./cells.ts";
import { fewestSeedsToSeparate } from "./compare.ts";
import type { ScoredEntry } from "./contract.ts";

/** What a reader must know before trusting a task's figures, one sentence each. */
export function notesOn(ledger: Ledger, entries: readonly ScoredEntry[]): readonly string[] {
  return [
    controlNote("floor", ledger.floor.size, ledger.seeds.length),
    controlNote("ceiling", ledger.ceiling.size, ledger.seeds.length),
    fewSeedsNote(entries),
    listNote(
      entries.filter((entry) => entry.missing.length > 0),
      "not complete, means are over the seeds they have, comparisons over common seeds",
    ),
    listNote(
      entries.filter((entry) => entry.outdated),
      "results of an earlier strategy or task definition, to be run again",
    ),
    beyondNote(ledger),
    unsandboxedNote(ledger),
    listNote(
      entries.filter((entry) => entry.isolation === "none"),
      "ran outside the sandbox",
    ),
  ].filter((note) => note !== undefined);
}

function controlNote(control: string, have: number, seeds: number): string | undefined {
  if (have >= seeds) return undefined;
  const lost =
    control === "floor" ? "scores are not scaled and failed cells not counted" : "scores are not scaled";
  if (have === 0) return `No entry has run as the ${control}: ${lost}.`;
  return `The ${control} has ${have} of ${seeds} seeds: on the others ${lost}.`;
}

function fewSeedsNote(entries: readonly ScoredEntry[]): string | undefined {
  if (entries.length === 0 || entries.some((entry) => entry.seeds >= fewestSeedsToSeparate)) return undefined;
  return (
    `Fewer than ${fewestSeedsToSeparate} seeds: intervals span at most the seeds' range, which covers less than ` +
    "95 %, and no two entries are separated."
  );
}

function beyondNote({ beyond, seeds }: Ledger): string | undefined {
  if (beyond === 0) return undefined;
  return `Not scored: ${beyond} results of seeds beyond the board's ${seeds.length}.`;
}

function unsandboxedNote({ unsandboxed }: Ledger): string | undefined {
  return unsandboxed === 0 ? undefined : `Not accepted: ${unsandboxed} results made outside the sandbox.`;
}

function listNote(entries: readonly ScoredEntry[], what: string): string | undefined {
  if (entries.length === 0) return undefined;
  return `${entries.map(({ entry }) => entry).join(", ")}: ${what}.`;
}
