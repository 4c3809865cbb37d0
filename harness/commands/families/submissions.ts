/** Commands for the person with a strategy, and for people who judge outputs. */
import { type Command, Option } from "commander";
import { draftLanguages } from "../../intake/index.ts";
import { forms, questions } from "../../labels/index.ts";
import { check } from "../check.ts";
import { importLabels } from "../labels.ts";
import { newSubmission } from "../new.ts";
import {
  deviceOption,
  isolationOption,
  labelsOption,
  parseCount,
  parseScale,
  parseSeed,
  seedsOption,
  tierOption,
} from "../options.ts";
import { exportPool } from "../pool.ts";
import { tryOut } from "../try.ts";
import { checkedFolders, workspaceOf } from "../workspace.ts";

export function declareSubmissions(program: Command): void {
  program
    .command("new")
    .argument("<name>", "what the submission's folder shall be called, e.g. my-idea")
    .description("Begin a submission: a folder that runs as it is.")
    .addOption(
      new Option("--language <language>", "what it is written in").choices(draftLanguages).default("python"),
    )
    .option("--in <dir>", "the folder that shall hold it (default: submissions/ of the checkout)")
    .action(async (name: string, options, command: Command) => {
      process.exitCode = await newSubmission(checkedFolders(command.optsWithGlobals()), name, options);
    });

  program
    .command("try")
    .argument("<folder>", "a submission's folder, in the checkout or anywhere")
    .description("Let a submission select once from a stored pool: what it would keep, in seconds.")
    .addOption(tierOption("smoke"))
    .option("--task <names...>", "these tasks only (default: all that it takes part in)")
    .option("--variant <names...>", "these variants, in place of the submission as it is")
    .option("--seed <n>", "whose pool", parseSeed, 0)
    .option("--examples <n>", "most examples of what is kept, and of what is not", parseCount, 3)
    .option("--json", "print JSON", false)
    .addOption(labelsOption())
    .addOption(deviceOption())
    .addOption(isolationOption("auto"))
    .action(async (folder: string, options, command: Command) => {
      process.exitCode = await tryOut(await workspaceOf(command), folder, options);
    });

  program
    .command("check")
    .argument("<folder>", "a submission's folder, in the checkout or anywhere; or a skeptical report's file")
    .description(
      "Check what a pull request would bring: golden messages, then every entry beside floor and ceiling; or a report's form.",
    )
    .addOption(tierOption("smoke"))
    .addOption(seedsOption("0"))
    .addOption(labelsOption())
    .addOption(deviceOption())
    .addOption(isolationOption("auto"))
    .action(async (folder: string, options, command: Command) => {
      process.exitCode = await check(await workspaceOf(command), folder, options);
    });

  program
    .command("pool")
    .description("What generators propose, for people.")
    .command("export")
    .description(
      "Write outputs of a pool for people to judge: for a labelling tool, or as a page for a browser.",
    )
    .requiredOption("--task <name>", "name of a task")
    .addOption(tierOption())
    .option("--seed <n>", "whose pool", parseSeed, 0)
    .option("--sample <n>", "so many questions, drawn by chance", parseCount, 500)
    .addOption(new Option("--format <form>", "for what it is written").choices(forms).default("page"))
    .addOption(
      new Option("--question <kind>", "is an output right, or which of two is better")
        .choices(questions)
        .default("binary"),
    )
    .option("--out <path>", "file without its ending (default: <task>-<tier>-<seed>)")
    .addOption(deviceOption())
    .action(async (options, command: Command) => {
      process.exitCode = await exportPool(await workspaceOf(command), options);
    });

  program
    .command("labels")
    .description("What people said of outputs.")
    .command("import")
    .argument(
      "<files...>",
      "exports of Label Studio, Argilla, doccano, tables with TRL's columns, or our CSV",
    )
    .description("Read labels into one file by which the verifier `human` answers (docs/labels.md).")
    .option("--out <file>", "the file to be written", "labels.json")
    .option("--scale <low..high>", "ends of ratings (default: 1..5 in tools that have ratings)", parseScale)
    .option("--annotator <name>", "whose answers they are, where a file does not say")
    .action(async (files: string[], options) => {
      process.exitCode = await importLabels(files, options);
    });
}
