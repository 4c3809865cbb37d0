/** Commands of the workflows. */
import type { Command } from "commander";
import { tierOption, withPull } from "../options.ts";
import { checkPull, confirmPull, nameOfPull, writeComment, writeQueue } from "../pull.ts";
import { workspaceOf } from "../workspace.ts";

export function declarePulls(program: Command): void {
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
}
