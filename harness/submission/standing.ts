import type { Offer } from "../task/index.ts";
import type { Discovered } from "./discover.ts";
import { absenceOf, type Entry, entriesOf, strategyHash } from "./entry.ts";
import { entryId } from "./entry-id.ts";

/** The part of a result that says whose it is. */
export interface Claimed {
  readonly cell: { readonly task: string; readonly submission: string; readonly variant: string | null };
  readonly strategy: { readonly hash: string };
}

/** What became of the entry that a result is of. */
export type Standing =
  /** It takes part; `changed` when it is not what it was. */
  | { readonly state: "present"; readonly entry: Entry; readonly changed: boolean }
  /** The same strategy goes by another name. */
  | { readonly state: "renamed"; readonly entry: Entry }
  | { readonly state: "withdrawn" }
  /** The submission is there without this variant. */
  | { readonly state: "variant-withdrawn" }
  /** It takes no part in this task: by its list of tasks, or by what it asks for. */
  | { readonly state: "task-withdrawn" }
  /** The folder is there and cannot be used. */
  | { readonly state: "unusable" };

/**
 * Says what became of the entry that a result is of, given what the tasks offer at its tier; asked once for each result,
 * so what it needs is found once. `hashOf` is for who has hashed the entries already.
 */
export function openStandings(
  { submissions, problems }: Discovered,
  offers: readonly Offer[],
  hashOf: (entry: Entry) => string = strategyHash,
): (result: Claimed) => Standing {
  const entries = submissions.flatMap(entriesOf).map((entry) => ({ entry, hash: hashOf(entry) }));
  const byId = new Map(entries.map((known) => [known.entry.id, known]));
  const byHash = Map.groupBy(entries, ({ hash }) => hash);
  const usable = new Set(submissions.map(({ slug }) => slug));
  const unusable = new Set(problems.map(({ slug }) => slug));

  function isOn(task: string, entry: Entry): boolean {
    const offer = offers.find((one) => one.task === task);
    return offer !== undefined && absenceOf(entry, offer) === undefined;
  }

  function gone(state: "withdrawn" | "variant-withdrawn", { cell, strategy }: Claimed): Standing {
    const heir = byHash.get(strategy.hash)?.find(({ entry }) => isOn(cell.task, entry));
    return heir === undefined ? { state } : { state: "renamed", entry: heir.entry };
  }

  return (result) => {
    const { task, submission: slug } = result.cell;
    if (unusable.has(slug)) return { state: "unusable" };
    if (!usable.has(slug)) return gone("withdrawn", result);
    const known = byId.get(entryId(result.cell));
    if (known === undefined) return gone("variant-withdrawn", result);
    if (!isOn(task, known.entry)) return { state: "task-withdrawn" };
    return { state: "present", entry: known.entry, changed: known.hash !== result.strategy.hash };
  };
}
