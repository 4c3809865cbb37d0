import { type Command, Option } from "commander";
import { FORMATS, type ReadOptions } from "../rows/index.ts";

/** What a command may be told of a file; the rest is decided by looking. */
export type ReadingFlags = Partial<Pick<ReadOptions, (typeof names)[number]>>;

const names = ["format", "encoding", "delimiter", "quote", "escape"] as const;

/** Adds the options that say how a file is written. */
export function withReading(command: Command): Command {
  return command
    .addOption(
      new Option("--format <kind>", "what the file is (default: by content and ending)").choices(FORMATS),
    )
    .option(
      "--encoding <name>",
      "encoding of a text file, e.g. windows-1252 (default: by its mark, else utf-8)",
    )
    .option("--delimiter <character>", "what sets fields apart: , tab ; | (default: by looking)", characterOf)
    .option("--quote <character>", "what holds a field together, or none (default: by looking)")
    .option("--escape <character>", "what stands before a quote in a field (default: by looking)");
}

/** Only what was given, so that nothing undefined hides a default. */
export function readingOf(flags: ReadingFlags): ReadingFlags {
  const given = names.filter((name) => flags[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, flags[name]]));
}

function characterOf(text: string): string {
  return text === "tab" || text === "\\t" ? "\t" : text;
}
