import path from "node:path";
import { openArtifacts } from "../artifacts/index.ts";
import { columns, duration, withPlainBlanks } from "../format/index.ts";
import { coreCount } from "../machine/index.ts";
import {
  type Cell,
  type CellChoice,
  type Costs,
  chooseTasks,
  estimateCells,
  listCells,
  probeOnce,
  type Slowness,
  stateOfCell,
  sumCosts,
  writeJob,
} from "../plan/index.ts";
import { readingOnce, readRecords } from "../record/index.ts";
import { bringing, sharesOf, tasksAtShare, tierOf, wantedModel } from "../task/index.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import { tellProblems } from "./problems.ts";
import { jobOf } from "./run.ts";
import { namable, type Workspace } from "./workspace.ts";

export interface PlanOptions extends CellChoice {
  readonly json: boolean;
  readonly jobs?: number;
  /** Where to write the open cells as a job. */
  readonly job?: string;
  /** Whether to measure this machine, where no records of its kind say what cells cost. */
  readonly probe: boolean;
}

/** Prints the cells of a choice, their state and what the open ones are expected to cost. */
export async function plan(workspace: Workspace, options: PlanOptions): Promise<ExitCode> {
  const gaps = tellProblems(workspace.problems, options.submissions, process.stderr);
  const cells = listCells(namable(workspace), workspace.submissions, options, workspace.season);
  const read = readingOnce();
  const { records } = readRecords(workspace.results, options.tier, read);
  const states = cells.map((cell) => stateOfCell(cell, workspace.results, read).state);
  const openCells = cells.filter((_, index) => states[index] !== "done");
  if (options.job !== undefined && openCells.length > 0) await writeOpen(workspace, openCells, options.job);
  const needsProbe = estimateCells(openCells, records).some(
    ({ basis, work, cell }) => work !== "gpu" && (basis === "calibrated" || sharesWork(cell)),
  );
  const slowness = options.probe && needsProbe ? await probeThisMachine(workspace.cache) : undefined;
  const estimates = estimateCells(cells, records, slowness);
  const openEstimates = estimates.filter((_, index) => states[index] !== "done");
  const open = sumCosts(openEstimates, slowness);
  const rows = estimates.map(({ cell, seconds, basis }, index) => {
    return { id: cell.id, state: states[index]!, seconds, basis };
  });
  const replications = replicationsOf(workspace, options);
  const models = modelsWanted(openCells);
  const shares = sharesBeside(workspace, options, slowness);
  if (options.json) {
    console.log(
      JSON.stringify(
        { tier: options.tier, open, slowness, cells: rows, replications, models, shares },
        null,
        1,
      ),
    );
    return gaps.code(exitCodes.ok);
  }
  console.log(columns([["cell", "state", "cost", "basis"], ...rows.map(rowText)], [2]));
  console.log(`\n${openCells.length} of ${rows.length} cells open.`);
  if (openCells.length > 0) console.log(withPlainBlanks(costText(open, options.jobs ?? coreCount())));
  if (slowness !== undefined) console.log(slownessText(slowness));
  for (const { task, fetch, options } of models)
    console.log(`${task} needs a language model: collapse-bench ${fetch}, then ${options}.`);
  for (const { share, tasks, cells, cpuSeconds, gpuSeconds } of shares) {
    const seconds = duration(cpuSeconds + gpuSeconds);
    console.log(
      withPlainBlanks(`Beside these: ${cells} cells of ${tasks} with --share ${share}, ${seconds} at most.`),
    );
  }
  for (const { command, seconds, machine } of replications)
    console.log(withPlainBlanks(`Beside the board: ${command}, about ${duration(seconds)} (${machine}).`));
  return gaps.code(exitCodes.ok);
}

/** Whether its tier names a cost that no record tells. */
function sharesWork({ task, tier }: Cell): boolean {
  const { sharedSeconds } = tierOf(task, tier).shown.cost;
  return sharedSeconds.tier + sharedSeconds.seed > 0;
}

async function probeThisMachine(cache: string): Promise<Slowness> {
  process.stderr.write(
    "Measuring this machine, about ten seconds the first time (--no-probe leaves it out).\n",
  );
  return probeOnce(openArtifacts(path.join(cache, "artifacts")));
}

function costText({ cpuSeconds, gpuSeconds, longestSeconds, diskMiB }: Costs, jobs: number): string {
  const workers = jobs === 1 ? "1 job" : `${jobs} jobs`;
  const wall = Math.max((cpuSeconds + gpuSeconds) / jobs, longestSeconds);
  const cpu = `${duration(cpuSeconds)} of processor time`;
  const gpu = gpuSeconds === 0 ? "" : `; ${duration(gpuSeconds)} of GPU time`;
  const disk = diskMiB === null ? "disk not measured" : `${Math.ceil(diskMiB)} MiB of disk`;
  return `About ${cpu}${gpu}; ${duration(wall)} with ${workers}; ${disk}.`;
}

function slownessText({ plain, tensors }: Slowness): string {
  const times = (value: number) => value.toFixed(2);
  return `Figures of task.yaml are scaled by what this machine took: ${times(tensors)} for tensors, ${times(plain)} for plain work.`;
}

/** What the chosen tasks measure beside the board at this size. */
function replicationsOf(workspace: Workspace, choice: CellChoice) {
  return chooseTasks(namable(workspace), choice).flatMap(({ name, file }) =>
    Object.entries(file.replications)
      .filter(([, { shown }]) => shown.tier === choice.tier)
      .map(([part, { shown }]) => ({
        command: `replicate ${name} --part ${part}`,
        title: shown.title,
        ...shown.cost,
      })),
  );
}

/** What the same choice costs at the other shares that tiers name, where each has to make all that they have in common. */
function sharesBeside(workspace: Workspace, choice: CellChoice, slowness: Slowness | undefined) {
  if (workspace.share !== undefined) return [];
  const chosen = chooseTasks(namable(workspace), choice);
  return sharesOf(chosen.map((task) => tierOf(task, choice.tier))).map((share) => {
    const tasks = tasksAtShare(chosen, share).filter(({ file }) => file.tiers[choice.tier] !== undefined);
    const names = tasks.map(({ name }) => name);
    const cells = listCells(tasks, workspace.submissions, { ...choice, tasks: names }, workspace.season);
    const costs = sumCosts(estimateCells(cells, [], slowness), slowness);
    return { share, tasks: names.join(", "), cells: cells.length, ...costs };
  });
}

/** The models that have to be brought in before the cells can be played, and how; a task once. */
function modelsWanted(cells: readonly Cell[]) {
  const tiers = new Map(cells.map(({ task, tier }) => [task, tier]));
  return [...tiers].flatMap(([task, tier]) => {
    const wanted = wantedModel(task, tier);
    return wanted === undefined ? [] : [{ task: task.name, ...wanted, ...bringing(wanted) }];
  });
}

/** Whoever starts the workers may change the wishes in the file. */
async function writeOpen(workspace: Workspace, open: readonly Cell[], file: string): Promise<void> {
  const wishes = { device: "auto", isolation: "bubblewrap", replaces: {} } as const;
  await writeJob(jobOf(workspace, open, wishes), path.resolve(file));
}

function rowText(row: { id: string; state: string; seconds: number; basis: string }): readonly string[] {
  return [row.id, row.state, duration(row.seconds), row.basis];
}
