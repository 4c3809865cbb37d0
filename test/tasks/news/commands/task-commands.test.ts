import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { addTaskCommands } from "../../../../harness/commands/task-commands.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

test("the commands of the news task are found by folder, not by name", async () => {
  const program = new Command();
  await addTaskCommands(program, root);
  const names = program.commands.map((command) => command.name());
  assert.ok(names.includes("rouge") && names.includes("data"));
});

test("a checkout without tasks adds no command", async () => {
  const program = new Command();
  await addTaskCommands(program, "/nowhere");
  assert.deepEqual(program.commands, []);
});
