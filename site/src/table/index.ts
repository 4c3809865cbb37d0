/**
 * Table: a board's rows as data, chosen, sorted, compared and written to files.
 * In: `TableData` and a `ViewState`. Out: which rows are shown in which order, comparisons, CSV and JSON, addresses.
 * Pure and without a document, so that pages, their scripts and tests share it.
 */
export { type Compared, type Comparing, compareEntries, mostCompared, type PairCompared } from "./compare.ts";
export { type Cell, type Column, type Comparison, type TableData, valuesOf } from "./contract.ts";
export { csvFrom, csvOf, jsonOf } from "./files.ts";
export { type Lineage, type LineageStep, lineagesOf } from "./lineage.ts";
export { byTasks, orderByTasks } from "./order.ts";
export {
  type ComparedRuns,
  compareRuns,
  type FieldPair,
  type FieldPart,
  fieldParts,
  isSame,
  type NumberPair,
  type RunData,
  type RunList,
  replayCommand,
  runDataOf,
  type TaskRuns,
} from "./runs.ts";
export { membersOf, type Selected, selectRows } from "./select.ts";
export { addressOf, emptyState, parseState, type ViewState } from "./state.ts";
