import { existsSync } from "node:fs";
import { canonicalHash } from "../artifacts/index.ts";
import { BenchError } from "../errors/index.ts";
import { identityOf } from "../loop/index.ts";
import { type ResultRecord, readRecord, recordFile } from "../record/index.ts";
import { isWithin, limitsHash } from "../task/index.ts";
import type { Cell } from "./cells.ts";

/**
 * `done`: a current record is there, of the cell's extent or more. `short`: one of fewer rounds or regimes. `outdated`: one of another task
 * or strategy, or of a failure under other limits. `damaged`: unreadable.
 */
export type CellState =
  | { readonly state: "open" | "outdated" | "short"; readonly file: string }
  | { readonly state: "damaged"; readonly file: string; readonly problem: BenchError }
  | { readonly state: "done"; readonly file: string; readonly record: ResultRecord };

/** What is on disk for a cell; `read` is as `readRecord`, which it is when absent. */
export function stateOfCell(
  cell: Cell,
  results: string,
  read: (file: string) => ResultRecord = (file) => readRecord(file),
): CellState {
  const file = recordFile(results, identityOf(cell).cell);
  if (!existsSync(file)) return { state: "open", file };
  try {
    const record = read(file);
    if (!isCurrent(cell, record)) return { state: "outdated", file };
    return isWhole(cell, record) ? { state: "done", file, record } : { state: "short", file };
  } catch (problem) {
    if (problem instanceof BenchError) return { state: "damaged", file, problem };
    throw problem;
  }
}

/** What failed would fail in the same place again. */
function isWhole({ extent }: Cell, { outcome, regimes }: ResultRecord): boolean {
  return outcome.status === "failed" || isWithin(extent, regimes);
}

/** Limits decide failures only, so a record that is `ok` is current whatever they were. */
function isCurrent(
  cell: Cell,
  { schema, season, cell: place, task, strategy, outcome }: ResultRecord,
): boolean {
  const { limits, ...numbers } = task;
  if (outcome.status === "failed" && limits !== limitsHash(cell.task, cell.tier)) return false;
  return (
    canonicalHash({ schema, season, cell: place, task: numbers, strategy }) ===
    canonicalHash(identityOf(cell))
  );
}
