import { uncalibratedText } from "../../../harness/format/index.ts";
import { isCalibrated } from "../../../harness/study/index.ts";
import { isRanking, type TierName } from "../../../harness/task/index.ts";
import type { TaskResults, TierResults } from "./types.ts";

/** All that has pages of its own at a tier: its tasks, then their variants that have results. */
export function boardsOf({
  tasks,
  variants,
}: Pick<TierResults, "tasks" | "variants">): readonly TaskResults[] {
  return [...tasks, ...variants];
}

/** Why a variant's board ranks nothing: a task's own numbers are calibrated before its board is published, and a variant's need not be. */
export function unrankedText(results: string, variant: string, tier: TierName): string | undefined {
  return isRanking(tier) && !isCalibrated(results, variant) ? uncalibratedText : undefined;
}

/** What a variant's results are of, in numbers. */
export interface VariantFacts {
  readonly entries: number;
  readonly seeds: number;
  readonly runs: number;
  /** Names of data and model, as its records have them; the hash of both differs by seed. */
  readonly ranOn: readonly string[];
}

/** Counts a variant's records. */
export function variantFacts({ records }: Pick<TaskResults, "records">): VariantFacts {
  const all = [...records.values()].flat();
  return {
    entries: records.size,
    seeds: new Set(all.map(({ cell }) => cell.seed)).size,
    runs: all.length,
    ranOn: [...new Set(all.flatMap(({ data }) => (data === undefined ? [] : [data.name])))],
  };
}
