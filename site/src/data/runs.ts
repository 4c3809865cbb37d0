import { count } from "../../../harness/format/index.ts";
import type { ResultRecord } from "../../../harness/record/index.ts";
import {
  logFileIn,
  type Reproduction,
  recordFile,
  runLogFile,
  runLogOf,
} from "../../../harness/record/index.ts";
import { entryId } from "../../../harness/submission/index.ts";
import { type RunList, replayCommand } from "../table/index.ts";
import { boardsOf } from "./boards.ts";
import type { TaskResults, TierResults } from "./types.ts";

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

/** Which runs a tier has; tasks without any are left out. */
export function runListOf({ tier, board, ...of }: TierResults): RunList {
  const played = boardsOf(of).filter(({ records }) => records.size > 0);
  return {
    tier,
    season: board.season.number,
    tasks: played.map(({ task, about, records }) => ({
      name: task.name,
      title: about.title,
      metric: { name: about.metric.name, title: about.metric.title, format: about.metric.format },
      entries: [...records].map(([id, own]) => [id, own.map(({ cell }) => cell.seed)] as const),
    })),
  };
}

/** The address of a comparison of a run with another of the same entry, or with any that the reader names. */
export function comparisonPath({ cell }: Pick<ResultRecord, "cell">): string {
  return `runs/?first=${cell.task}/${entryId(cell)}/${cell.seed}`;
}

/** Where an entry's runs lie below their tier; each seed is a place on that page. */
export function runPath({ cell }: Pick<ResultRecord, "cell">): string {
  return `runs/${cell.task}/${entryId(cell)}/#seed-${cell.seed}`;
}

/** Where a record lies below the site's root. */
export function recordPath({ cell }: Pick<ResultRecord, "cell">): string {
  return recordFile("records", cell).replaceAll("\\", "/");
}

/** Where its log lies below the site's root. */
export function runLogPath({ cell }: Pick<ResultRecord, "cell">): string {
  return runLogFile("", cell).replaceAll("\\", "/");
}

/** What is kept of what a run's strategy wrote, in words; undefined where nothing is known of it. */
export function runLogText({ logs }: Pick<TierResults, "logs">, record: ResultRecord): string | undefined {
  const found = runLogOf(logs.get(recordPath(record)), record);
  if (found === undefined) return undefined;
  const { log, text } = found;
  if (log === null) return "The strategy wrote nothing";
  const kept =
    text === null
      ? "its text is not published, since it may tell what a season's streams are"
      : text.last === null
        ? "kept whole"
        : "beginning and end kept";
  return `SHA-256 \`${log.sha256}\`, ${count(log.bytes)} bytes, ${kept}`;
}

/**
 * What to type in a checkout of the site's version to play a run again; for one of an earlier strategy or task the commit to check out comes
 * first, where the record knows it.
 */
export function reproduceCommand({ cell, season, provenance }: ResultRecord, isOutdated: boolean): string {
  const id = [cell.task, cell.tier, entryId(cell), cell.seed].join("/");
  const { commit } = provenance.harness;
  const before = isOutdated && commit !== null ? `git checkout ${commit}\nnpm ci\n` : "";
  return `${before}${replayCommand(id, season.number)}`;
}

/** Where a checkout has what the strategy wrote to standard error once a run was played again: a record's cell names its log. */
export function logFileOf({ cell }: Pick<ResultRecord, "cell">): string {
  return logFileIn(".cache/reproduced/intake/logs", cell).replaceAll("\\", "/");
}

/** A reproduction in words: when, by whom, on what, and what came of it. */
export function reproductionText({ playedAt, by, agreement, provenance }: Reproduction): string {
  const { harness, cpu } = provenance;
  const checkout = `harness ${harness.version}${harness.commit === null ? "" : ` (${harness.commit.slice(0, 7)}${harness.dirty ? ", changed" : ""})`}`;
  const outcome =
    agreement.state === "within tolerance"
      ? `equal within the tolerance, at most ${agreement.largest.toExponential(1)} off`
      : agreement.state;
  return `${outcome}, says ${by}, ${playedAt.slice(0, 10)}, on ${cpu}, ${checkout}`;
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
