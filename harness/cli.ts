/** The command line: parse, call, print. Each command is a function in commands/. */
import { Command, InvalidArgumentError, Option } from "commander";
import { board } from "./commands/board.ts";
import { doctor } from "./commands/doctor.ts";
import { exitCodes, isStopped } from "./commands/exit.ts";
import { plan } from "./commands/plan.ts";
import { run } from "./commands/run.ts";
import { start } from "./commands/start.ts";
import { endWithParent, outliveReaders } from "./commands/stopping.ts";
import { calibrate, replicate } from "./commands/study.ts";
import { type WorkOptions, work } from "./commands/work.ts";
import { foldersOf, openWorkspace } from "./commands/workspace.ts";
import { BenchError, explain } from "./errors/index.ts";
import { wishedIsolations } from "./plan/index.ts";
import { discoverTasks, type TierName, tierNames } from "./task/index.ts";

const program = new Command("collapse-bench")
  .exitOverride()
  .description("Compares strategies that select synthetic data to prevent model collapse.")
  .option("--debug", "show the stack of an error")
  .option("--root <dir>", "the checkout with tasks/ and submissions/")
  .option("--cache <dir>", "shared work, locks, checkpoints and logs (default: .cache)")
  .option("--results <dir>", "where records lie (default: results)")
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError("(--help lists the options)")
  .addHelpText(
    "after",
    "\nExit codes: 0 done, 1 fault of the harness, 2 wrong options or a malformed file, 3 complete with failed\n" +
      "cells, 4 some cells could not run on this machine, 130 stopped by the user.",
  );

interface ChoiceOptions {
  readonly tier: TierName;
  readonly task?: string[];
  readonly submission?: string[];
  readonly seeds?: number[];
}

function withChoice(command: Command): Command {
  return command
    .addOption(new Option("--tier <tier>", "size of the tasks").choices(tierNames).default("standard"))
    .option("--task <names...>", "these tasks only")
    .option("--submission <names...>", "these slugs, or entries as slug@variant, only")
    .option("--seeds <list>", "e.g. 0..4 or 0,3,7 (default: the tier's seeds)", parseSeeds);
}

function withData(command: Command): Command {
  return command
    .option("--corpus <name>", "run on a stored corpus (see `data list`) instead of the task's own data")
    .option("--data-dir <dir>", "where corpora are stored (default: <cache>/data)");
}

function choiceOf({ tier, task, submission, seeds }: ChoiceOptions) {
  return {
    tier,
    ...(task === undefined ? {} : { tasks: task }),
    ...(submission === undefined ? {} : { submissions: submission }),
    ...(seeds === undefined ? {} : { seeds }),
  };
}

withData(withChoice(program.command("run")))
  .description("Run every open cell; what is already recorded is never run again.")
  .option("--cell <id>", "run exactly this cell, e.g. gaussian-mixture/smoke/oracle/0")
  .addOption(deviceOption())
  .option("--jobs <n>", "worker processes (default: one per core)", parseCount)
  .addOption(
    new Option("--isolation <kind>", "auto: sandbox if there is one; none: only for code you trust")
      .choices(wishedIsolations)
      .default("bubblewrap"),
  )
  .action(async (options, command: Command) => {
    process.exitCode = await run(await workspaceOf(command), { ...options, ...choiceOf(options) });
  });

withData(withChoice(program.command("plan")))
  .description("List the cells, what is done and what the rest will cost.")
  .option("--json", "print JSON", false)
  .option("--jobs <n>", "worker processes to plan for (default: one per core)", parseCount)
  .action(async (options, command: Command) => {
    process.exitCode = await plan(await workspaceOf(command), { ...options, ...choiceOf(options) });
  });

withData(program.command("board"))
  .description("Print the board.")
  .addOption(new Option("--tier <tier>", "size of the tasks").choices(tierNames).default("standard"))
  .option("--task <names...>", "these tasks only")
  .option("--json", "print JSON", false)
  .action(async (options, command: Command) => {
    process.exitCode = await board(await workspaceOf(command), { ...options, ...choiceOf(options) });
  });

const studies = {
  replicate: { work: replicate, says: "Recompute the paper's figures for a task." },
  calibrate: { work: calibrate, says: "Measure how a task's scores depend on its training budget." },
};
for (const [name, { work, says }] of Object.entries(studies))
  program
    .command(name)
    .argument("<task>", "name of a task")
    .description(says)
    .option("--seed <n>", "seed of all random streams", parseCount, 0)
    .addOption(deviceOption())
    .action(async (task: string, options: { seed: number; device: string }, command: Command) => {
      process.exitCode = await work(await workspaceOf(command), task, options);
    });

program
  .command("doctor")
  .description("Check this machine: Node, sandbox, devices, disk.")
  .option("--json", "print JSON", false)
  .action(async (options: { json: boolean }, command: Command) => {
    process.exitCode = await doctor(foldersOf(command.optsWithGlobals()), options.json);
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
  .option("--index <list>", "which cells of the job, e.g. 5 or 0..9 (default: all)", parseSeeds)
  .addOption(
    new Option("--listen", "be told which cells by the process that starts this one")
      .default(false)
      .hideHelp(),
  )
  .action(async (file: string, options: WorkOptions) => {
    process.exitCode = await work(file, options);
  });

function deviceOption(): Option {
  return new Option("--device <name>", "where tensors are computed: auto, cpu, webgpu, cuda, …").default(
    "auto",
  );
}

function workspaceOf(command: Command) {
  return openWorkspace(command.optsWithGlobals());
}

function parseCount(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("a whole number is wanted.");
  return Number(text);
}

function parseSeeds(text: string): number[] {
  const seeds = text.split(",").flatMap(parseRange);
  if (new Set(seeds).size < seeds.length) throw new InvalidArgumentError("a seed is named twice.");
  return seeds;
}

function parseRange(text: string): number[] {
  const [, from, to = from] = /^(\d+)(?:\.\.(\d+))?$/.exec(text) ?? [];
  if (from === undefined || Number(to) < Number(from))
    throw new InvalidArgumentError(`"${text}" is no seed or range; write 0..4 or 0,3,7.`);
  return Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => Number(from) + index);
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
  const { root } = foldersOf(program.opts());
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
  const isOurs = !(error instanceof BenchError) || error.blame === "harness";
  return isOurs ? exitCodes.fault : exitCodes.usage;
}
