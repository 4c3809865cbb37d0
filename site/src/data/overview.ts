import type { ScoredEntry } from "../../../harness/board/index.ts";
import { byTasks } from "../table/index.ts";
import { linesByEntry } from "./lines.ts";
import type { TaskResults } from "./types.ts";

/** An entry's lines of every task's headline, in the tasks' order; null where it has none. */
export interface OverviewRow {
  readonly entry: ScoredEntry;
  readonly lines: readonly (ScoredEntry | null)[];
}

/**
 * Entries × tasks. First come those that have gained on more tasks, then those that have collapsed on fewer, then the order of the
 * boards: gains in different metrics are not averaged.
 */
export function overviewOf(tasks: readonly Pick<TaskResults, "entries">[]): readonly OverviewRow[] {
  const boards = tasks.map(linesByEntry);
  const first = new Map(tasks.flatMap(({ entries }) => entries).map((line) => [line.entry, line]));
  const rows = [...first.values()].map((entry) => ({
    entry,
    lines: boards.map((lines) => lines.get(entry.entry) ?? null),
  }));
  const verdicts = ({ lines }: OverviewRow) => lines.map((line) => line?.verdict ?? null);
  return rows.toSorted((a, b) => byTasks(verdicts(a), verdicts(b)));
}
