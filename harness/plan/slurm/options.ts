/** How a run is submitted; what is left out is the cluster's own default. */
export interface SlurmOptions {
  /** The harness's command line, which workers are started by. */
  readonly program: string;
  readonly partition?: string;
  readonly time?: string;
  readonly gres?: string;
  readonly account?: string;
  /** Most tasks of an array at a time. */
  readonly arrayLimit?: number;
  /** Further options of sbatch, as they are. */
  readonly sbatch?: readonly string[];
  /** Submit, and do not wait for the end. */
  readonly leave?: boolean;
  /** Asked when the run is stopped: whether what is submitted is to be cancelled, or to go on. */
  atStop(tasks: number): Promise<"cancel" | "leave">;
  /** Most seconds between two looks at the cluster. */
  readonly patienceSeconds?: number;
}
