import type { ResultRecord } from "../../../harness/record/index.ts";
import { entriesOn, type Submission } from "../../../harness/submission/index.ts";
import type { EntryResults, TaskResults } from "./types.ts";

/** What a submission's entries did in a task, the unchanged one first; empty when it does not take part. */
export function entryResultsOf(results: TaskResults, submission: Submission): readonly EntryResults[] {
  return entriesOn(results.task.name, submission).map(({ id }) => ({
    id,
    results,
    scored: results.entries.find(({ entry }) => entry === id),
    rounds: results.rounds.filter(({ entry }) => entry === id),
    records: results.records.filter((record) => entryOf(record) === id).sort(bySeed),
  }));
}

function entryOf({ cell }: ResultRecord): string {
  return cell.variant === null ? cell.submission : `${cell.submission}@${cell.variant}`;
}

function bySeed(a: ResultRecord, b: ResultRecord): number {
  return a.cell.seed - b.cell.seed;
}
