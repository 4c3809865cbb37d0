import type { ScoredEntry } from "../../../harness/board/index.ts";
import { linesByEntry } from "./lines.ts";
import type { EntryResults, TaskResults } from "./types.ts";

/** An entry's results on a task that were made on one day. */
export interface Dated {
  /** `2026-11-24`. */
  readonly day: string;
  /** When the last of them began. */
  readonly at: string;
  readonly task: TaskResults;
  readonly entry: string;
  readonly cells: number;
  /** Whether nothing of it is older. */
  readonly isFirst: boolean;
  /** Its line of the headline now; undefined where it is not scored. */
  readonly line: ScoredEntry | undefined;
}

/** What was computed when, newest first. */
export function changesOf(tasks: readonly TaskResults[]): readonly Dated[] {
  const all = tasks.flatMap((task) => {
    const lines = linesByEntry(task);
    return [...task.records].flatMap(([entry, records]) => {
      const moments = records.map(({ execution }) => execution.startedAt).sort();
      const days = [...Map.groupBy(moments, (moment) => moment.slice(0, 10))];
      return days.map(([day, own], place) => ({
        day,
        at: own.at(-1)!,
        task,
        entry,
        cells: own.length,
        isFirst: place === 0,
        line: lines.get(entry),
      }));
    });
  });
  return all.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}

/** What was computed of a submission on which day, in words, newest first. */
export function historyOf(
  taken: readonly {
    readonly task: Pick<TaskResults, "about">;
    readonly entries: readonly Pick<EntryResults, "id" | "records">[];
  }[],
): readonly { readonly day: string; readonly text: string }[] {
  const made = taken.flatMap(({ task, entries }) =>
    entries.flatMap(({ records }) =>
      records.map(({ execution, provenance }) => ({
        day: execution.startedAt.slice(0, 10),
        title: task.about.title,
        version: provenance.harness.version,
      })),
    ),
  );
  const days = [...Map.groupBy(made, ({ day }) => day)].sort(([a], [b]) => (a < b ? 1 : -1));
  return days.map(([day, own]) => {
    const tasks = [...Map.groupBy(own, ({ title }) => title)].map(
      ([title, cells]) => `${title}, ${cells.length} cells`,
    );
    return {
      day,
      text: `${tasks.join("; ")}; harness ${[...new Set(own.map(({ version }) => version))].join(", ")}`,
    };
  });
}
