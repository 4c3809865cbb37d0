/** Prints, as JSON, what the command line offers: for each command its options, but for those hidden from `--help`. */
import { Command } from "commander";

const optionsOf = (command: Command) =>
  command.options.filter(({ hidden }) => !hidden).map(({ long }) => long);

const listed = (command: Command, above: string): [string, unknown][] =>
  command.commands.flatMap((one) => {
    const name = `${above}${one.name()}`;
    return [[name, optionsOf(one)], ...listed(one, `${name} `)];
  });

// The command line is asked instead of run once all of it is there.
Command.prototype.parseAsync = async function tell(this: Command) {
  const offered = { "collapse-bench": optionsOf(this), ...Object.fromEntries(listed(this, "")) };
  process.stdout.write(JSON.stringify(offered), () => process.exit());
  return this;
};
await import("../../harness/cli.ts");
