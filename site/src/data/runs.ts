import type { ResultRecord } from "../../../harness/record/index.ts";
import { recordFile } from "../../../harness/record/index.ts";
import { entryId } from "../../../harness/submission/index.ts";
import type { TaskResults } from "./types.ts";

/** All runs of one entry on one task, which share a page. */
export interface PlayedEntry {
  readonly id: string;
  readonly task: TaskResults;
  /** By ascending seed. */
  readonly records: readonly ResultRecord[];
}

/** Every entry that has records of a task, whether or not its submission is still there. */
export function playedEntries(tasks: readonly TaskResults[]): readonly PlayedEntry[] {
  return tasks.flatMap((task) => [...task.records].map(([id, records]) => ({ id, task, records })));
}

/** Where an entry's runs lie below their tier; each seed is a place on that page. */
export function runPath({ cell }: Pick<ResultRecord, "cell">): string {
  return `runs/${cell.task}/${entryId(cell)}/#seed-${cell.seed}`;
}

/** Where a record lies below the site's root. */
export function recordPath({ cell }: Pick<ResultRecord, "cell">): string {
  return recordFile("records", cell).replaceAll("\\", "/");
}

/** What to type in a checkout of the site's version to play a run again. */
export function reproduceCommand({ cell, season }: Pick<ResultRecord, "cell" | "season">): string {
  const id = [cell.task, cell.tier, entryId(cell), cell.seed].join("/");
  return `npx collapse-bench reproduce ${id}${season.number === 0 ? "" : ` --season ${season.number}`}`;
}

/** With what a record was made, in one line. */
export function machineOf({
  provenance: { harness, node, device, cpu, cores, isolation },
}: ResultRecord): string {
  return [
    `harness ${harness.version}${harness.commit === null ? "" : ` (${harness.commit.slice(0, 7)}${harness.dirty ? ", changed" : ""})`}`,
    `Node ${node}`,
    `device ${device}`,
    `${cpu}, ${cores} ${cores === 1 ? "core" : "cores"}`,
    isolation === "none" ? "no sandbox" : `sandbox ${isolation}`,
  ].join(", ");
}
