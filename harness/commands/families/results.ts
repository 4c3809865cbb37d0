/** Commands that print results, and doubt them. Each is loaded when it is called: a board needs nothing of what plays cells again. */
import { type Command, Option } from "commander";
import { choiceOf, parseCount, tableFormats, tierOption, withData, withSeason } from "../options.ts";
import { workspaceOf } from "../workspace.ts";

export function declareResults(program: Command): void {
  withSeason(withData(program.command("reproduce")))
    .argument("[records...]", "files of records, ids of cells, or entries (default: all of the tier)")
    .description(
      "Play recorded cells again, and say which are identical, equal within a tolerance, or different.",
    )
    .addOption(tierOption())
    .option("--sample <n>", "so many of them, drawn by chance", parseCount)
    .option("--keep <who>", "keep what came of each beside the results, in this name")
    .option("--pools <dir>", "write every candidate of every round, and what was kept, with their SHA-256")
    .action(async (names: string[], options, command: Command) => {
      const { reproduce } = await import("../reproduce.ts");
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
      const { verify } = await import("../verify.ts");
      process.exitCode = await verify(await workspaceOf(command), names, options);
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
    .option(
      "--reread",
      "read every record, also those whose files look as they did when they were read last",
      false,
    )
    .option("--json", "print JSON", false)
    .action(async (options, command: Command) => {
      const { board } = await import("../board.ts");
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
      const { tables } = await import("../tables.ts");
      process.exitCode = await tables(await workspaceOf(command), task, options);
    });
}
