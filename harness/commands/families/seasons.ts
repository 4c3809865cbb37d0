/** Commands on the sealed keys of seasons. */
import type { Command } from "commander";
import { beginSeason, endSeason, listSeasons } from "../season.ts";
import { checkedFolders } from "../workspace.ts";

export function declareSeasons(program: Command): void {
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
}
