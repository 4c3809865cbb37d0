/** The command line: parse, call, print. Commands are declared in commands/families. */
import { Command } from "commander";
import manifest from "../package.json" with { type: "json" };
import { exitCodes, isStopped } from "./commands/exit.ts";
import { declareFamilies, declareFamilyOf } from "./commands/families/index.ts";
import { endWithParent, outliveReaders } from "./commands/stopping.ts";
import { BenchError, explain } from "./errors/index.ts";

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

outliveReaders();
endWithParent();
try {
  await declareCommands();
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

// Work that could not be stopped may still be going on.
if (isStopped(process.exitCode)) process.exit();

/** Declares what the command asked for needs: its family, or a task's commands; all there is for `--help` and for a name nobody has. */
async function declareCommands(): Promise<void> {
  const [asked] = program.parseOptions(process.argv.slice(2)).operands;
  if (asked !== undefined && (await declareFamilyOf(program, asked))) return;
  const offered = await taskCommands();
  if (offered.every((command) => command.name() !== asked)) await declareFamilies(program);
  for (const command of offered) program.addCommand(command);
}

/** Commands that tasks bring along; their checkout is read only when no command of the harness is asked for. */
async function taskCommands(): Promise<readonly Command[]> {
  const [{ discoverTasks }, { checkedFolders, foldersOf }] = await Promise.all([
    import("./task/index.ts"),
    import("./commands/workspace.ts"),
  ]);
  const { root } = checkedFolders(program.opts());
  const own = program.createCommand().copyInheritedSettings(program).commandsGroup("Of tasks:");
  for (const { definition } of await discoverTasks(root))
    definition.commands?.(own, (command) => foldersOf(command.optsWithGlobals()));
  return own.commands;
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
