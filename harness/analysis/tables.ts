import type { TaskBoard } from "../board/index.ts";
import type { Table } from "./contract.ts";
import { definitionsTable } from "./definitions.ts";
import type { Grid } from "./grid.ts";
import { priceTable } from "./price.ts";
import { theoremPoints, theoremTable } from "./theorem.ts";
import { verifiersTable } from "./verifiers.ts";

/** Every table of a task; one to which no record contributes has no rows. */
export function tablesOf(board: TaskBoard, grid: Grid): readonly Table[] {
  return [
    priceTable(board),
    verifiersTable(board, grid),
    theoremTable(board),
    theoremPoints(board),
    definitionsTable(board),
  ];
}
