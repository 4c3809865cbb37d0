/** Commands that plan cells and compute them. */
import { type Command, Option } from "commander";
import { merge } from "../merge.ts";
import {
  choiceOf,
  deviceOption,
  isolationOption,
  parseCount,
  parseJobs,
  parseNumbers,
  parseShard,
  withChoice,
  withData,
  withSeason,
} from "../options.ts";
import { plan } from "../plan.ts";
import { executors, run } from "../run.ts";
import { type WorkOptions, work } from "../work.ts";
import { workspaceOf } from "../workspace.ts";

export function declareCells(program: Command): void {
  withSeason(withData(withChoice(program.command("run"))))
    .description("Run every open cell; what is already recorded is never run again.")
    .option("--cell <id>", "run exactly this cell, e.g. gaussian-mixture/smoke/oracle/0")
    .addOption(
      new Option("--again", "compute the cells anew; a record stays until the new one is whole").conflicts(
        "retryFailed",
      ),
    )
    .option("--retry-failed", "run the cells whose record is a failure once more, too")
    .addOption(deviceOption())
    .option("--jobs <n>", "worker processes (default: one per core)", parseJobs)
    .option(
      "--shard <k/n>",
      "only the k-th of n parts of the cells, for machines that share nothing",
      parseShard,
    )
    .addOption(isolationOption("bubblewrap"))
    .addOption(
      new Option("--executor <name>", "who computes: this machine, or a cluster")
        .choices(executors)
        .default("local"),
    )
    .optionsGroup("With --executor slurm (docs/cluster.md):")
    .option("--partition <name>", "as sbatch's")
    .option("--time <limit>", "as sbatch's, for one cell")
    .option("--gres <list>", "as sbatch's, e.g. gpu:1")
    .option("--account <name>", "as sbatch's")
    .option("--array-limit <n>", "most cells at a time", parseJobs)
    .option("--sbatch <options...>", "further options of sbatch, e.g. --sbatch=--mem=8G")
    .option("--leave", "submit, and do not wait; the same command follows later")
    .action(async (options, command: Command) => {
      process.exitCode = await run(await workspaceOf(command), { ...options, ...choiceOf(options) });
    });

  program
    .command("merge")
    .argument("<folders...>", "results folders, such as those of shards")
    .description("Copy the records of other results folders into this one.")
    .action(async (folders: string[], _options, command: Command) => {
      process.exitCode = await merge(await workspaceOf(command), folders);
    });

  withSeason(withData(withChoice(program.command("plan"))))
    .description("List the cells, what is done and what the rest will cost.")
    .option("--json", "print JSON", false)
    .option("--jobs <n>", "worker processes to plan for (default: one per core)", parseJobs)
    .option("--job <file>", "write the open cells as a job file, for workers started by hand")
    .option("--no-probe", "take task.yaml's costs as they are, and do not measure this machine")
    .action(async (options, command: Command) => {
      process.exitCode = await plan(await workspaceOf(command), { ...options, ...choiceOf(options) });
    });

  program
    .command("work", { hidden: true })
    .description("A worker: run cells of a job file in this process.")
    .argument("<job>", "a job file, as `plan --job` writes it")
    .option("--index <list>", "which cells of the job, e.g. 5 or 0..9 (default: all)", parseNumbers)
    .addOption(new Option("--offset <n>", "added to every index").argParser(parseCount).default(0).hideHelp())
    .addOption(new Option("--prepare", "compute what the cells share, and no cell").default(false).hideHelp())
    .addOption(new Option("--report <dir>", "write what became of each cell into this folder").hideHelp())
    .addOption(
      new Option("--listen", "be told which cells by the process that starts this one")
        .default(false)
        .hideHelp(),
    )
    .action(async (file: string, options: WorkOptions) => {
      process.exitCode = await work(file, options);
    });
}
