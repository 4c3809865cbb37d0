import { existsSync } from "node:fs";
import { canonicalHash } from "../artifacts/index.ts";
import { BenchError } from "../errors/index.ts";
import { identityOf } from "../loop/index.ts";
import { type ResultRecord, readRecord, recordFile } from "../record/index.ts";
import type { Cell } from "./cells.ts";

/** `done`: a current record is there. `outdated`: one of another task version or strategy. `damaged`: unreadable. */
export type CellState =
  | { readonly state: "open" | "outdated"; readonly file: string }
  | { readonly state: "damaged"; readonly file: string; readonly problem: BenchError }
  | { readonly state: "done"; readonly file: string; readonly record: ResultRecord };

/** What is on disk for a cell. */
export function stateOfCell(cell: Cell, results: string): CellState {
  const identity = identityOf(cell);
  const file = recordFile(results, identity.cell);
  if (!existsSync(file)) return { state: "open", file };
  try {
    const record = readRecord(file);
    const { schema, cell: place, task, strategy } = record;
    const isCurrent = canonicalHash({ schema, cell: place, task, strategy }) === canonicalHash(identity);
    return isCurrent ? { state: "done", file, record } : { state: "outdated", file };
  } catch (problem) {
    if (problem instanceof BenchError) return { state: "damaged", file, problem };
    throw problem;
  }
}
