import { headlineUntil, type ScoredEntry } from "../../../harness/board/index.ts";
import type { TaskResults } from "./types.ts";

/** An entry on a day and now; null where it is not scored. */
export interface MovedLine {
  readonly entry: string;
  readonly before: ScoredEntry | null;
  readonly now: ScoredEntry | null;
}

/** A task's headline on a day, and what became of it. */
export interface MovedTask {
  readonly task: TaskResults;
  /** Lines of that day, in its order. */
  readonly board: readonly ScoredEntry[];
  /** Those that say something else now, in the present order; those that are gone at the end. */
  readonly moved: readonly MovedLine[];
}

/** Scoring a day's boards anew takes as long as the boards. */
const mostDays = 12;

/** The newest days on which results of a tier were computed, newest first: those that have a page. */
export function pastDaysOf(tasks: readonly Pick<TaskResults, "records">[]): readonly string[] {
  const days = new Set<string>();
  for (const { records } of tasks)
    for (const own of records.values())
      for (const { execution } of own) days.add(execution.startedAt.slice(0, 10));
  return [...days].sort().reverse().slice(0, mostDays);
}

/** What the headline said at the end of a day, by the records that lie there now, and what it says since. */
export function movedSince(task: TaskResults, day: string): MovedTask {
  const board = headlineUntil(task, day)?.entries ?? [];
  const before = new Map(board.map((line) => [line.entry, line]));
  const now = new Map(task.entries.map((line) => [line.entry, line]));
  const lines = [...new Set([...now.keys(), ...before.keys()])].map((entry) => ({
    entry,
    before: before.get(entry) ?? null,
    now: now.get(entry) ?? null,
  }));
  return { task, board, moved: lines.filter(hasMoved) };
}

function hasMoved({ before, now }: MovedLine): boolean {
  return told(before) !== told(now);
}

function told(line: ScoredEntry | null): string {
  if (line === null) return "";
  const { gain, seeds, rank, letters, verdict } = line;
  return JSON.stringify([gain.mean, seeds, rank, letters, verdict]);
}
