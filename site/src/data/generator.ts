import type { ResultRecord } from "../../../harness/record/index.ts";
import type { ScoredEntry } from "../../../harness/score/index.ts";
import type { Control } from "../../../harness/submission/index.ts";

/**
 * Where G0 stands between floor (0) and ceiling (1): its metric scaled per seed as scores are (DESIGN §9), then the
 * mean over the seeds that have both controls; null when none has.
 */
export function generatorScaled(
  entries: readonly ScoredEntry[],
  records: readonly ResultRecord[],
  metric: string,
): number | null {
  const floor = finals(entries, "floor");
  const ceiling = finals(entries, "ceiling");
  const start = new Map(records.map(({ cell, generator }) => [cell.seed, generator[metric]]));
  const scaled = [...start].flatMap(([seed, value]) => {
    const zero = floor.get(seed);
    const one = ceiling.get(seed);
    if (value === undefined || zero === undefined || one === undefined || one <= zero) return [];
    return [(value - zero) / (one - zero)];
  });
  return scaled.length === 0 ? null : scaled.reduce((sum, value) => sum + value, 0) / scaled.length;
}

function finals(entries: readonly ScoredEntry[], control: Control): ReadonlyMap<number, number> {
  const entry = entries.find((found) => found.control === control);
  return new Map(entry?.cells.filter((cell) => !cell.failed).map((cell) => [cell.seed, cell.final]));
}
