import assert from "node:assert/strict";
import { test } from "node:test";
import { Command } from "commander";
import { families } from "../../harness/commands/families/index.ts";

test("a family declares the commands it is loaded for, and no command is of two", async () => {
  for (const { names, load } of families) {
    const program = new Command();
    (await load())(program);
    assert.deepEqual(program.commands.map((command) => command.name()).sort(), [...names].sort());
  }
  const all = families.flatMap(({ names }) => names);
  assert.equal(new Set(all).size, all.length);
});
