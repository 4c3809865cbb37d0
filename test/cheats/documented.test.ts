import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { limitCheats, wallCheats } from "./table.ts";

const folder = import.meta.dirname;
const document = readFileSync(path.resolve(folder, "../../docs/sandbox.md"), "utf8");
const table = /^## What has been tried\n(.*?)^Copies/ms.exec(document)![1]!;
const cheats = [...limitCheats, ...wallCheats];

test("docs/sandbox.md names every cheat once, and none that there is not", () => {
  const rows = table
    .split("\n")
    .filter((row) => row.startsWith("| ") && !row.startsWith("| what it goes for"));
  const named = rows.flatMap((row) =>
    [...row.split("|")[2]!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
  );
  assert.deepEqual(named.toSorted(), cheats.map(({ name }) => name).sort());
});

test("every hostile program is one of a cheat's, and there are at least sixty cheats", () => {
  const programs = globSync("*.py", { cwd: path.join(folder, "entries") }).map((name) =>
    name.replace(".py", ""),
  );
  const played = new Set(cheats.map(({ name, program }) => program ?? name));
  assert.deepEqual(
    programs.filter((name) => !played.has(name)),
    ["strategy"],
  );
  assert.ok(cheats.length >= 60, String(cheats.length));
});
