/**
 * Analysis: what many records say together, as tables.
 * In: one task's part of a board, with its records. Out: tables by name, each with a caption and plain rows.
 * Pure but for `readGrid`; gains and other differences of the metric are in its own unit, not in points.
 */
export type { Row, Table } from "./contract.ts";
export { type Grid, readGrid } from "./grid.ts";
export { tablesOf } from "./tables.ts";
export { csvOf } from "./text.ts";
