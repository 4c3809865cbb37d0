import type { CellState } from "../plan/index.ts";

/** What is on disk for a cell of a task. */
export interface FoundCell {
  readonly task: string;
  readonly found: CellState;
}

/**
 * Why cells that have a record run all the same, one sentence for each task and reason: a new version of a task outdates every record of it, and
 * `plan` names them all.
 */
export function againNotes(cells: readonly FoundCell[]): readonly string[] {
  const again = cells.flatMap(({ task, found }) => {
    const reason = reasonOf(found);
    return reason === undefined ? [] : [{ task, file: found.file, reason }];
  });
  const alike = Map.groupBy(again, ({ task, reason }) => `${task} ${reason}`);
  return [...alike.values()].map((group) => {
    const [{ task, file, reason }, ...others] = group as [(typeof group)[0], ...typeof group];
    if (others.length === 0) return `${file} is ${reason}; its cell runs again.`;
    return `${file} and ${others.length} more of ${task} are ${reason}; their cells run again (\`plan\` names them).`;
  });
}

/** Undefined for a cell that has no record, or a whole one. */
function reasonOf(found: CellState): string | undefined {
  if (found.state === "damaged") return `damaged (${found.problem.message})`;
  if (found.state === "outdated") return "of another version";
  return found.state === "short" ? "of fewer rounds" : undefined;
}
