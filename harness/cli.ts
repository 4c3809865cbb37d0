/** The command line: parse, call, print. Each command is a function in commands/. */
import { Command, Option } from "commander";
import manifest from "../package.json" with { type: "json" };
import { board } from "./commands/board.ts";
import { check } from "./commands/check.ts";
import { doctor } from "./commands/doctor.ts";
import { exitCodes, isStopped } from "./commands/exit.ts";
import { importLabels } from "./commands/labels.ts";
import { merge } from "./commands/merge.ts";
import {
  fetchModelNamed,
  importModelFolder,
  printModels,
  removeModelNamed,
  showModel,
} from "./commands/model.ts";
import { checkModelNamed } from "./commands/model-check.ts";
import { proposeForFile, scoreFile } from "./commands/model-texts.ts";
import { trainOnFile } from "./commands/model-train.ts";
import { newSubmission } from "./commands/new.ts";
import {
  choiceOf,
  deviceOption,
  isolationOption,
  labelsOption,
  parseChange,
  parseCount,
  parseJobs,
  parseNumbers,
  parsePositive,
  parseScale,
  parseSeed,
  parseShard,
  parseShare,
  parseSize,
  seedsOption,
  tierOption,
  withChoice,
  withData,
  withModel,
  withPull,
  withSeason,
  withStudy,
  withTaking,
} from "./commands/options.ts";
import { plan } from "./commands/plan.ts";
import { exportPool } from "./commands/pool.ts";
import { checkPull, confirmPull, nameOfPull, writeComment, writeQueue } from "./commands/pull.ts";
import { reproduce } from "./commands/reproduce.ts";
import { tryRules } from "./commands/rules.ts";
import { executors, run } from "./commands/run.ts";
import { beginSeason, endSeason, listSeasons } from "./commands/season.ts";
import { start } from "./commands/start.ts";
import { endWithParent, outliveReaders } from "./commands/stopping.ts";
import { calibrate, type ReplicateOptions, replicate, type StudyOptions } from "./commands/study.ts";
import { tableFormats, tables } from "./commands/tables.ts";
import { tryOut } from "./commands/try.ts";
import { verify } from "./commands/verify.ts";
import { type WorkOptions, work } from "./commands/work.ts";
import { checkedFolders, foldersOf, openWorkspace } from "./commands/workspace.ts";
import { BenchError, explain } from "./errors/index.ts";
import { defaultHub } from "./inbound/index.ts";
import { draftLanguages } from "./intake/index.ts";
import { forms, questions } from "./labels/index.ts";
import { knownModels } from "./model-store/index.ts";
import { ruleNames } from "./selection/index.ts";
import { discoverTasks, regimes } from "./task/index.ts";

const program = new Command("collapse-bench")
  .exitOverride()
  .description("Compares strategies that select synthetic data to prevent model collapse.")
  .version(`collapse-bench ${manifest.version}, Node ${process.versions.node}`)
  .option("--debug", "show the stack of an error")
  .option("--root <dir>", "the checkout with tasks/ and submissions/")
  .option("--cache <dir>", "shared work, locks, checkpoints and logs (default: .cache)")
  .option("--results <dir>", "where records lie (default: results)")
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError("(--help lists the options)")
  .addHelpText(
    "after",
    "\nExit codes: 0 done, 1 fault of the harness, 2 wrong options or a malformed file, 3 complete with failed\n" +
      "cells, 4 some cells could not run on this machine, 130 stopped by Ctrl-C, 143 by SIGTERM, 129 by a closed\n" +
      "terminal.",
  );

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
  .argument("<files...>", "exports of Label Studio, Argilla, doccano, tables with TRL's columns, or our CSV")
  .description("Read labels into one file by which the verifier `human` answers (docs/labels.md).")
  .option("--out <file>", "the file to be written", "labels.json")
  .option("--scale <low..high>", "ends of ratings (default: 1..5 in tools that have ratings)", parseScale)
  .option("--annotator <name>", "whose answers they are, where a file does not say")
  .action(async (files: string[], options) => {
    process.exitCode = await importLabels(files, options);
  });

withSeason(withData(program.command("reproduce")))
  .argument("[records...]", "files of records, ids of cells, or entries (default: all of the tier)")
  .description(
    "Play recorded cells again, and say which are identical, equal within a tolerance, or different.",
  )
  .addOption(tierOption())
  .option("--sample <n>", "so many of them, drawn by chance", parseCount)
  .action(async (names: string[], options, command: Command) => {
    process.exitCode = await reproduce(await workspaceOf(command), names, options);
  });

withSeason(program.command("verify"))
  .argument("[files...]", "records, or folders of them (default: all of every tier and season)")
  .description("Hold records against the benchmark, and the checkout against an earlier commit.")
  .option("--base <commit>", "name all that differs from a commit and can change a board, e.g. main")
  .option(
    "--rerun <n>",
    "play so many records again, drawn by chance, new and changed ones first",
    parseCount,
  )
  .option("--trusted-root <file>", "check the signatures of results/attestations by this trusted root")
  .option("--repository <owner/name>", "whose workflow must have signed them")
  .option(
    "--sums <file>",
    "list the records (with --base: those that are new or changed) with their hashes, to be signed",
  )
  .option("--json", "print JSON", false)
  .action(async (names: string[], options, command: Command) => {
    process.exitCode = await verify(await workspaceOf(command), names, options);
  });

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

withData(program.command("board"))
  .description("Print the board.")
  .addOption(tierOption())
  .option("--season <n>", "which season's (default: the latest that has results of the tier)", parseCount)
  .option("--task <names...>", "these tasks only")
  .addOption(
    new Option(
      "--since <commit>",
      "what has changed in the headlines since the results of a commit",
    ).conflicts("json"),
  )
  .option("--json", "print JSON", false)
  .action(async (options, command: Command) => {
    process.exitCode = await board(await workspaceOf(command), { ...options, ...choiceOf(options) });
  });

program
  .command("tables")
  .argument("<task>", "name of a task")
  .description(
    "Print what a task's records say together: feedback's price, verifier × rule, the theorem's sign, …",
  )
  .addOption(tierOption())
  .option("--table <name>", "this one only")
  .addOption(new Option("--format <kind>", "of what is printed").choices(tableFormats).default("text"))
  .action(async (task: string, options, command: Command) => {
    process.exitCode = await tables(await workspaceOf(command), task, options);
  });

withStudy(program.command("replicate"))
  .description("Recompute the paper's figures for a task.")
  .option("--part <name>", "a further replication of the task, e.g. 3x3; its cost is told first")
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

const models = program
  .command("model")
  .description("Bring in language models (docs/language-models.md), kept by name in the cache.");
withTaking(models.command("import"))
  .argument("<folder>", "in the hub's layout: config.json, tokenizer.json, *.safetensors")
  .description("Check a model's files and store them.")
  .action(async (folder: string, options, command: Command) => {
    process.exitCode = await importModelFolder(checkedFolders(command.optsWithGlobals()), folder, options);
  });
withTaking(models.command("fetch"))
  .argument("<model>", `${Object.keys(knownModels).join(", ")}, or OWNER/NAME; with @REVISION if not main`)
  .description("Download a model from the hub, check and store it; a stopped download goes on.")
  .option("--hub <url>", "the hub or a mirror of it", defaultHub)
  .action(async (model: string, options, command: Command) => {
    process.exitCode = await fetchModelNamed(checkedFolders(command.optsWithGlobals()), model, options);
  });
models
  .command("list")
  .description("Show the stored models.")
  .option("--json", "print JSON", false)
  .action(async (options, command: Command) => {
    process.exitCode = await printModels(checkedFolders(command.optsWithGlobals()), options);
  });
models
  .command("show")
  .argument("<name>")
  .description("Read a stored model's files through and show what it is.")
  .option("--json", "print JSON", false)
  .action(async (name: string, options, command: Command) => {
    process.exitCode = await showModel(checkedFolders(command.optsWithGlobals()), name, options);
  });
models
  .command("remove")
  .argument("<name>")
  .description("Remove a stored model.")
  .action(async (name: string, _options, command: Command) => {
    process.exitCode = await removeModelNamed(checkedFolders(command.optsWithGlobals()), name);
  });

withModel(models.command("check"))
  .description(
    "Have a model write about three articles and read what it wrote: figures, speed, what is wrong.",
  )
  .option("--json", "print JSON", false)
  .action(async (model: string, options, command: Command) => {
    process.exitCode = await checkModelNamed(checkedFolders(command.optsWithGlobals()), model, options);
  });
withModel(models.command("propose"))
  .argument("<file>", 'prompts, one JSON object a line: {"prompt": …}')
  .description(
    "Have a model write texts for prompts; a server's or a trainer's answers are kept, and not asked again.",
  )
  .requiredOption("--out <file>", "where the texts go, one JSON object a line")
  .addOption(
    new Option("--search <kind>", "how texts are found")
      .choices(["greedy", "sample", "beam"])
      .default("sample"),
  )
  .option("--candidates <n>", "texts for each prompt", parseSize, 4)
  .option("--temperature <t>", "of drawn texts", parsePositive, 1)
  .option("--top-p <share>", "of the probability that is drawn from", parseShare, 1)
  .option("--max-tokens <n>", "most symbols of a text", parseSize, 64)
  .option("--seed <n>", "of the draws", parseSeed, 0)
  .action(async (model: string, file: string, options, command: Command) => {
    process.exitCode = await proposeForFile(checkedFolders(command.optsWithGlobals()), model, file, options);
  });
withModel(models.command("score"))
  .argument("<file>", 'pairs, one JSON object a line: {"prompt": …, "text": …}')
  .description("Have a model say how likely texts are after their prompts; kept like the texts of `propose`.")
  .requiredOption("--out <file>", "where the scores go, one JSON object a line")
  .action(async (model: string, file: string, options, command: Command) => {
    process.exitCode = await scoreFile(checkedFolders(command.optsWithGlobals()), model, file, options);
  });
withModel(models.command("train"))
  .argument("<file>", 'examples, one JSON object a line: {"prompt": …, "text": …, "weight": …}')
  .description(
    "Have a trainer train a model on examples, and write the whole model; a stopped training goes on.",
  )
  .requiredOption("--out <folder>", "where the model goes, in the hub's layout")
  .requiredOption("--steps <n>", "steps", parseSize)
  .option("--batch <n>", "examples a step", parseSize, 16)
  .option("--learning-rate <rate>", "of Adam, after the warm-up", parsePositive, 1e-4)
  .option("--warmup <n>", "steps to it", parseCount, 0)
  .option("--longest <n>", "most symbols of prompt and text together", parseSize, 1024)
  .option("--seed <n>", "of the examples' order, and of what is new", parseSeed, 0)
  .option("--lora-rank <n>", "train an adapter of this rank instead of all weights", parseSize)
  .option("--lora-alpha <a>", "its scale (default: twice the rank)", parsePositive)
  .option("--lora-targets <names...>", "the matrices it is added to", ["q_proj", "v_proj"])
  .action(async (model: string, file: string, options, command: Command) => {
    const trainer = options.trainer ?? "transformers";
    const folders = checkedFolders(command.optsWithGlobals());
    process.exitCode = await trainOnFile(folders, model, file, { ...options, trainer });
  });

const pulls = program.command("pull").description("Pull requests, for workflows: docs/pull-requests.md.");
withPull(pulls.command("check"))
  .description("Check what a pull request brings, with the code of this checkout, and write a report.")
  .requiredOption("--out <file>", "where the report goes")
  .addOption(tierOption("smoke"))
  .action(async (options, command: Command) => {
    process.exitCode = await checkPull(await workspaceOf(command), options);
  });
withPull(pulls.command("name"))
  .description("Print the name of the submission that a commit brought.")
  .action((options) => {
    process.exitCode = nameOfPull(options);
  });
pulls
  .command("comment")
  .argument("<report>", "a report of `pull check`")
  .description("Write what is said of a check, as the host's API wants it.")
  .requiredOption("--commit <sha>", "the commit that was checked")
  .requiredOption("--files <file>", "the host's list of the pull request's files, JSON")
  .requiredOption("--out <file>", "where the comment goes")
  .action((report: string, options) => {
    process.exitCode = writeComment(report, options);
  });
pulls
  .command("confirm")
  .argument("<pull>", "the host's answer about the pull request, JSON")
  .description("Hold an approval against the pull request as it is now.")
  .requiredOption("--commit <sha>", "the commit that was approved, on the branch")
  .requiredOption("--branch <name>", "the branch it must be for")
  .action((file: string, options) => {
    process.exitCode = confirmPull(file, options);
  });
pulls
  .command("queue")
  .argument("<pulls>", "the host's list of pull requests, JSON")
  .description("Write every open pull request with its state and the reason for it.")
  .requiredOption("--reports <dir>", "reports of checks, each named by its commit")
  .requiredOption("--out <file>", "where the queue goes")
  .action((file: string, options) => {
    process.exitCode = writeQueue(file, options);
  });

const seasons = program.command("season").description("The board's seasons: their keys, sealed and told.");
seasons
  .command("list", { isDefault: true })
  .description("Print the seasons.")
  .action((_options, command: Command) => {
    process.exitCode = listSeasons(checkedFolders(command.optsWithGlobals()));
  });
seasons
  .command("open")
  .description("Begin a season: a new key in a file of yours, its SHA-256 in seasons.yaml.")
  .requiredOption("--key <file>", "where the key shall be kept, outside the checkout")
  .action(async ({ key }: { key: string }, command: Command) => {
    process.exitCode = await beginSeason(checkedFolders(command.optsWithGlobals()), key);
  });
seasons
  .command("close")
  .description("End a season: its key into seasons.yaml, for everybody.")
  .requiredOption("--key <file>", "the season's key")
  .action(async ({ key }: { key: string }, command: Command) => {
    process.exitCode = await endSeason(checkedFolders(command.optsWithGlobals()), key);
  });

program
  .command("doctor")
  .description("Check this machine: Node, sandbox, devices, disk.")
  .option("--json", "print JSON", false)
  .action(async (options: { json: boolean }, command: Command) => {
    process.exitCode = await doctor(await workspaceOf(command), options.json);
  });

program
  .command("start")
  .description("The main job: tier smoke of everything, the board, the site.")
  .action(async (_options, command: Command) => {
    process.exitCode = await start(await workspaceOf(command));
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

function workspaceOf(command: Command) {
  return openWorkspace(command.optsWithGlobals());
}

outliveReaders();
endWithParent();
try {
  await mountTaskCommands(process.argv.slice(2));
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

// Work that could not be stopped may still be going on.
if (isStopped(process.exitCode)) process.exit();

/** Commands that tasks bring along; their checkout is read only when no command of the harness is asked for. */
async function mountTaskCommands(args: readonly string[]): Promise<void> {
  const [asked] = program.parseOptions([...args]).operands;
  if (program.commands.some((command) => command.name() === asked)) return;
  const { root } = checkedFolders(program.opts());
  for (const { definition } of await discoverTasks(root))
    definition.commands?.(program, (command) => foldersOf(command.optsWithGlobals()));
}

function report(error: unknown): number {
  if (
    error instanceof Error &&
    "exitCode" in error &&
    "code" in error &&
    String(error.code).startsWith("commander.")
  )
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  console.error(explain(error));
  if (program.opts()["debug"] && error instanceof Error) console.error(error.stack);
  if (!(error instanceof BenchError) || error.blame === "harness") return exitCodes.fault;
  return error.blame === "environment" ? exitCodes.notRun : exitCodes.usage;
}
