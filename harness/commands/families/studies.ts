/** Commands that measure tasks. */
import { type Command, Option } from "commander";
import { ruleNames } from "../../selection/index.ts";
import { regimes } from "../../task/index.ts";
import {
  deviceOption,
  parseChange,
  parseCount,
  parseJobs,
  seedsOption,
  tierOption,
  withData,
  withStudy,
} from "../options.ts";
import { type ReplicateOptions, replicate } from "../replicate.ts";
import { tryRules } from "../rules.ts";
import { calibrate, type StudyOptions } from "../study.ts";
import { workspaceOf } from "../workspace.ts";

export function declareStudies(program: Command): void {
  withStudy(program.command("replicate"))
    .description("Recompute the paper's figures for a task.")
    .option("--part <name>", "a further replication of the task, e.g. 3x3; its cost is told first")
    .addOption(seedsOption("all of them; of some, the published ones stand beside them"))
    .option("--jobs <n>", "processes that measure", parseJobs, 1)
    .addOption(new Option("--beside").hideHelp())
    .action(async (task: string, options: ReplicateOptions, command: Command) => {
      process.exitCode = await replicate(await workspaceOf(command), task, options);
    });

  withStudy(program.command("calibrate"))
    .description("Measure whether a task's numbers are fit for a board.")
    .action(async (task: string, options: StudyOptions, command: Command) => {
      process.exitCode = await calibrate(await workspaceOf(command), task, options);
    });

  withData(program.command("rules"))
    .argument("<task>", "name of a task")
    .description("Play plain rules on a task, without strategies' processes, and print what became of them.")
    .addOption(tierOption())
    .addOption(seedsOption())
    .option("--rounds <n>", "in place of the tier's", parseCount)
    .option("--keep <n>", "most candidates kept in a round, in place of the tier's", parseCount)
    .addOption(new Option("--rule <names...>", "these rules only").choices(ruleNames))
    .addOption(new Option("--regime <names...>", "these regimes only").choices(regimes))
    .option("--decoding <choice=value...>", "e.g. temperature=0", parseChange)
    .option("--set <path=value...>", "numbers of the tier's setting, e.g. training.steps=1000", parseChange)
    .option("--corrected", "students learn the true outputs of what was selected", false)
    .option("--metric <name>", "show this metric (default: the headline's)")
    .addOption(deviceOption())
    .action(async (task: string, options, command: Command) => {
      process.exitCode = await tryRules(await workspaceOf(command), task, options);
    });
}
