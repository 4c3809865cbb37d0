/**
 * Plan: which cells there are, which are done, what the rest will cost, and executors that run them.
 * In: tasks, submissions, tier and seeds. Out: a job file, records on disk, one summary, and events as work goes on.
 * The cell list is a pure function of its inputs; a cell with a current record is run again only when that is asked for.
 */
export { type Cell, type CellChoice, chooseTasks, findCell, largestSeed, listCells } from "./cells.ts";
export { type Costs, type EstimatedCell, estimateCells, sumCosts } from "./estimate.ts";
export type { CellEnding, Executor, RunObserver, RunSummary } from "./executor.ts";
export { hereExecutor } from "./here.ts";
export { type Job, readJob, type StoredJob, wishedIsolations, writeJob } from "./job.ts";
export { listen } from "./listen.ts";
export { localExecutor } from "./local.ts";
export { type MeasuredMachine, measureMachine } from "./measure.ts";
export { prepareCells } from "./prepare.ts";
export { probe, probeOnce, type Slowness } from "./probe.ts";
export { reporting } from "./report.ts";
export { cellsOfShard, type Shard } from "./shard.ts";
export { type SlurmOptions, slurmExecutor } from "./slurm/index.ts";
export { type CellState, stateOfCell } from "./state.ts";
export { tourOf } from "./tour.ts";
export { cellsOf } from "./worker.ts";
