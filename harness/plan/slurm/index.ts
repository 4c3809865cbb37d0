/**
 * Slurm: an executor that runs cells as tasks of job arrays.
 * In: a job and options of sbatch. Out: endings, read from records; logs and reports under the cache.
 * Nothing of ours runs on the cluster but workers; whoever submitted may leave and come back.
 */
export { slurmExecutor } from "./executor.ts";
export type { SlurmOptions } from "./options.ts";
