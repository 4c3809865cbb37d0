/** Slurm's own commands, as far as an executor needs them. */
import { execa } from "execa";
import { BenchError } from "../../errors/index.ts";

/** One task of a job array, as the scheduler tells it: a hint, for records are the truth. */
export interface TaskState {
  /** `PENDING`, `RUNNING`, `NODE_FAIL` and so on. */
  readonly state: string;
  /** Where it runs, or why it waits. */
  readonly where: string;
}

/** States that a task leaves by itself, to run or to go on. */
const alive: ReadonlySet<string> = new Set([
  ...["PENDING", "CONFIGURING", "RUNNING", "SUSPENDED", "STOPPED", "SIGNALING", "RESIZING"],
  ...["COMPLETING", "STAGE_OUT", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "RESV_DEL_HOLD", "SPECIAL_EXIT"],
]);

export function isAlive({ state }: TaskState): boolean {
  return alive.has(state);
}

/** Submits a script and gives the id of its job. Throws `BenchError` (blame environment) with Slurm's own words. */
export async function submit(options: readonly string[], script: string): Promise<string> {
  const { failed, stdout, stderr } = await slurm("sbatch", ["--parsable", ...options], script);
  const [id] = stdout.split(";");
  if (!failed && id !== undefined && /^\d+$/.test(id)) return id;
  throw new BenchError(`Slurm did not take the job: ${wordsOf(stderr)}`, {
    code: "slurm-refused",
    blame: "environment",
    where: "sbatch",
    received: options.join(" "),
    mend: "Correct what Slurm names, with --partition, --account, --time, --gres or --sbatch.",
  });
}

/** The tasks of arrays that Slurm still knows, as `array_task`; undefined while the scheduler does not answer. */
export async function tasksOf(
  arrays: readonly string[],
): Promise<ReadonlyMap<string, TaskState> | undefined> {
  if (arrays.length === 0) return new Map();
  const format = "--format=%F_%K|%T|%R";
  const args = ["--noheader", "--array", "--states=all", format, `--jobs=${arrays.join(",")}`];
  const { failed, stdout, stderr } = await slurm("squeue", args);
  // Jobs that ended some minutes ago are forgotten, and the last of them is an error.
  if (failed) return /invalid job id/i.test(stderr) ? new Map() : undefined;
  return new Map(stdout.split("\n").filter(Boolean).map(parseTask));
}

function parseTask(line: string): [string, TaskState] {
  const [id, state, ...where] = line.split("|");
  return [id!, { state: state!, where: where.join("|") }];
}

/** Ends arrays, or single tasks of them. */
export async function cancel(ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await slurm("scancel", [...ids]);
}

/** The largest index of a job array here, and one. */
export async function largestArray(): Promise<number> {
  const { stdout } = await slurm("scontrol", ["show", "config"]);
  return Number(/^MaxArraySize\s*=\s*(\d+)/m.exec(stdout)?.[1] ?? 1001);
}

async function slurm(program: string, args: readonly string[], input = "") {
  const { failed, stdout, stderr, code } = await execa(program, args, { reject: false, input });
  if (code === "ENOENT")
    throw new BenchError(`there is no ${program} on this machine`, {
      code: "slurm-missing",
      blame: "environment",
      where: "--executor slurm",
      mend: "Submit from a login node of the cluster, or compute here without --executor slurm.",
    });
  return { failed, stdout: stdout.trim(), stderr: stderr.trim() };
}

function wordsOf(stderr: string): string {
  const lines = stderr.split("\n").map((line) => line.replace(/^sbatch: (error: )?/, ""));
  return lines.filter(Boolean).join("; ") || "it gave no reason";
}
