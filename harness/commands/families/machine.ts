/** Commands on this machine, and the main job. */
import type { Command } from "commander";
import { doctor } from "../doctor.ts";
import { start } from "../start.ts";
import { workspaceOf } from "../workspace.ts";

export function declareMachine(program: Command): void {
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
}
