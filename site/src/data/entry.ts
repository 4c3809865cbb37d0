import { entriesOn, type Submission } from "../../../harness/submission/index.ts";
import { bySeed, entryOf } from "./sound.ts";
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
