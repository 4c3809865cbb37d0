import { protocols, type ScoredEntry, type ScoredView } from "./contract.ts";
import { type Ledger, seedsOf } from "./ledger.ts";
import { fewestSeedsToSeparate } from "./separation.ts";

/** What a reader must know before trusting a task's figures, one sentence each. */
export function notesOn(ledger: Ledger, views: readonly ScoredView[]): readonly string[] {
  const entries = views.flatMap((view) => view.entries);
  return [
    ceilingNote(ledger),
    fewSeedsNote(entries),
    listNote(
      entries.filter(({ failed }) => failed > 0),
      "failed on some seeds, which count as the worst value of the metric",
    ),
    listNote(
      entries.filter(({ missing }) => missing.length > 0),
      "not complete, means are over the seeds they have, comparisons over common seeds",
    ),
    listNote(
      entries.filter(({ outdated }) => outdated),
      "results of an earlier strategy or task definition, to be run again",
    ),
    ledger.beyond === 0 ? undefined : `Not scored: ${ledger.beyond} results of seeds beyond the board's.`,
    ledger.unsandboxed === 0
      ? undefined
      : `Not accepted: ${ledger.unsandboxed} results made outside the sandbox.`,
    listNote(
      entries.filter(({ isolation }) => isolation === "none"),
      "ran outside the sandbox",
    ),
  ].filter((note) => note !== undefined);
}

function ceilingNote(ledger: Ledger): string | undefined {
  const seeds = new Set(protocols.flatMap((protocol) => seedsOf(ledger, protocol)));
  const have = [...seeds].filter((seed) => ledger.ceiling.has(seed)).length;
  if (have >= seeds.size) return undefined;
  if (have === 0) return "No entry has run as the ceiling: gains are not scaled.";
  return `The ceiling has ${have} of ${seeds.size} seeds: on the others gains are not scaled.`;
}

function fewSeedsNote(entries: readonly ScoredEntry[]): string | undefined {
  if (entries.length === 0 || entries.some(({ seeds }) => seeds >= fewestSeedsToSeparate)) return undefined;
  return `Fewer than ${fewestSeedsToSeparate} seeds: no two entries are told apart, and nothing here is a ranking.`;
}

function listNote(entries: readonly ScoredEntry[], what: string): string | undefined {
  const names = [...new Set(entries.map(({ entry }) => entry))];
  return names.length === 0 ? undefined : `${names.join(", ")}: ${what}.`;
}
