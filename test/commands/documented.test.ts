import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { execaNode } from "execa";

const page = readFileSync(path.join(import.meta.dirname, "..", "..", "docs", "commands.md"), "utf8");
/** What stands in code spans, where options are told of; not npm's own. */
const spans = [...page.matchAll(/`[^`]+`/g)]
  .map(([span]) => span)
  .filter((span) => !span.startsWith("`npm "))
  .join(" ");
const { stdout } = await execaNode(path.join(import.meta.dirname, "offered.ts"));
const offered = JSON.parse(stdout) as Readonly<Record<string, readonly string[]>>;

test("docs/commands.md tells of every command", () => {
  const { "collapse-bench": _, data, ...commands } = offered;
  assert.ok(data !== undefined && Object.keys(commands).length > 15, stdout);
  assert.deepEqual(
    Object.keys(commands).filter((name) => !new RegExp(`\`${name}\\b`).test(spans)),
    [],
  );
});

test("docs/commands.md tells of every option", () => {
  const options = [...new Set(Object.values(offered).flat())];
  assert.deepEqual(
    options.filter((name) => !new RegExp(`${name}(?![\\w-])`).test(spans)),
    [],
  );
});

test("docs/commands.md names no option that no command has", () => {
  const known = new Set([...Object.values(offered).flat(), "--help"]);
  const told = [...spans.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([name]) => name);
  assert.deepEqual(
    [...new Set(told)].filter((name) => !known.has(name)),
    [],
  );
});
