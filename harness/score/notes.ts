import { fewestSeedsToSeparate } from "../separation/index.ts";
import type { ScoredEntry, ScoredView } from "./contract.ts";
import type { Ledger } from "./ledger.ts";

/** What a reader must know before trusting a task's figures, one sentence each. */
export function notesOn(ledger: Ledger, views: readonly ScoredView[]): readonly string[] {
  const entries = views.flatMap((view) => view.entries);
  return [
    shorterNote(ledger),
    ceilingNote(ledger),
    fewSeedsNote(entries),
    listNote(
      entries.filter(({ control }) => control !== null && control !== "everything"),
      "controls that mark the scale, not ranked",
    ),
    everythingNote(views),
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
    ledger.dirty === 0
      ? undefined
      : `Not accepted: ${ledger.dirty} results made with code that was not that of their commit.`,
    ...[...Map.groupBy(ledger.left, ([, problem]) => problem.message)].map(
      ([reason, entries]) => `Left out: ${entries.map(([entry]) => entry).join(", ")} (${reason}).`,
    ),
    listNote(
      entries.filter(({ stranger }) => stranger),
      "no such entry takes part, so it is not ranked",
    ),
    listNote(
      entries.filter(({ isolation }) => isolation === "none"),
      "ran outside the sandbox",
    ),
  ].filter((note) => note !== undefined);
}

function ceilingNote({ extents, ceiling }: Ledger): string | undefined {
  const have = [...extents.keys()].filter((seed) => ceiling.has(seed)).length;
  if (have >= extents.size) return undefined;
  if (have === 0) return "No entry has run as the ceiling: gains are not scaled.";
  return `The ceiling has ${have} of ${extents.size} seeds: on the others gains are not scaled.`;
}

/** Seeds that are dear to play to the end are not all played to the end. */
function shorterNote({ task, extents }: Ledger): string | undefined {
  const [first, ...further] = [...extents].filter(
    ([, { rounds, regimes }]) => rounds < task.rounds || regimes.length < task.regimes.length,
  );
  if (first === undefined) return undefined;
  const [seed, { rounds, regimes }] = first;
  const played = `${rounds === 1 ? "one round" : `${rounds} rounds`} under ${regimes.join(", ")}`;
  const named = [...(task.named?.keys() ?? [])].join(", ");
  if (1 + further.length === extents.size && named !== "")
    return `All ${extents.size} seeds play ${played} only, but for ${named}, of whom alone the board after ${task.rounds} rounds is.`;
  if (1 + further.length === extents.size)
    return `All ${extents.size} seeds play ${played} only: the further rounds of the task have no board yet.`;
  return `Seeds from ${seed} on, ${1 + further.length} of ${extents.size}, play ${played} only: the other boards are of the seeds before.`;
}

/** Keeping everything is what collapse is about, and not at equal cost. */
function everythingNote(views: readonly ScoredView[]): string | undefined {
  const entries = views[0]?.entries ?? [];
  const everything = entries.filter(({ control }) => control === "everything");
  const most = Math.max(...entries.filter(({ rank }) => rank !== null).map(({ kept }) => kept ?? 0));
  const own = Math.max(...everything.map(({ kept }) => kept ?? 0));
  const times =
    most > 0 && own > most ? `, ${Number((own / most).toPrecision(2))} times what others keep` : "";
  return listNote(
    everything,
    `not ranked, because the keep budget does not bind it${times}: its gain is not at equal cost`,
  );
}

function fewSeedsNote(entries: readonly ScoredEntry[]): string | undefined {
  if (entries.length === 0 || entries.some(({ seeds }) => seeds >= fewestSeedsToSeparate)) return undefined;
  return `Fewer than ${fewestSeedsToSeparate} seeds: no two entries are told apart, and nothing here is a ranking.`;
}

function listNote(entries: readonly ScoredEntry[], what: string): string | undefined {
  const names = [...new Set(entries.map(({ entry }) => entry))];
  return names.length === 0 ? undefined : `${names.join(", ")}: ${what}.`;
}
