import type { ResultRecord } from "../../../harness/record/index.ts";
import { entryId } from "../../../harness/submission/index.ts";

/** Where a run's page lies below its tier: `runs/<task>/<entry>/<seed>/`. */
export function runPath({ cell }: Pick<ResultRecord, "cell">): string {
  return `runs/${cell.task}/${entryId(cell)}/${cell.seed}/`;
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
