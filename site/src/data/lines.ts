import type { ScoredEntry, ScoredView } from "../../../harness/board/index.ts";

const found = new WeakMap<ScoredView["entries"], ReadonlyMap<string, ScoredEntry>>();

/** A board's lines by entry. Every entry has pages that ask each board for it, so that they are sorted once. */
export function linesByEntry({ entries }: Pick<ScoredView, "entries">): ReadonlyMap<string, ScoredEntry> {
  const known = found.get(entries) ?? new Map(entries.map((line) => [line.entry, line]));
  found.set(entries, known);
  return known;
}
