/**
 * Plan: which cells there are, which are done, what the rest will cost, and executors that run them.
 * In: tasks, submissions, tier and seeds. Out: records on disk, one summary, and events as work goes on.
 * The cell list is a pure function of its inputs; a cell with a current record is never run again.
 */
export { type Cell, type CellChoice, chooseTasks, findCell, listCells } from "./cells.ts";
export { type EstimatedCell, estimateCells } from "./estimate.ts";
export { type RunObserver, type RunSummary, runLocally } from "./local.ts";
export type { CellEnding, WorkerSetup } from "./messages.ts";
export { type CellState, stateOfCell } from "./state.ts";
