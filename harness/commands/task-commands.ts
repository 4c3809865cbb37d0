import { globSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Command } from "commander";

interface TaskCommands {
  readonly addCommands?: (program: Command) => void;
}

/** Adds to a program the commands that tasks bring along: `addCommands` of each `<root>/tasks/<task>/commands/index.ts`. */
export async function addTaskCommands(program: Command, root: string): Promise<void> {
  for (const file of globSync("tasks/*/commands/index.ts", { cwd: root }).sort()) {
    const module = (await import(pathToFileURL(path.join(root, file)).href)) as TaskCommands;
    module.addCommands?.(program);
  }
}
