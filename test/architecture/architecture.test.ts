import assert from "node:assert/strict";
import { test } from "node:test";
import { rooms, roomTable } from "./arrows.ts";
import { circles, imports, roomOf, sources, textOf } from "./imports.ts";

const arrows = new Map(rooms.map(({ folder, may }) => [folder, may]));

test("every folder has its arrows written down, and every arrow leads to a folder below its own", () => {
  const found = new Set(sources.map(roomOf).filter((room) => room !== undefined && room !== "submissions"));
  assert.deepEqual([...arrows.keys()].sort(), [...found].sort());
  const order = [...arrows.keys()];
  for (const [folder, may] of arrows)
    for (const target of may)
      assert.ok(order.indexOf(target) < order.indexOf(folder), `${folder} → ${target} leads upwards`);
});

test("the arrows between folders are kept", () => {
  const wrong = imports.filter(({ from, to }) => {
    const [source, target] = [roomOf(from), roomOf(to)];
    if (source === undefined || target === undefined || source === target) return false;
    if (source === "bench" && target === "tasks") return false;
    return !arrows.get(source)?.includes(target);
  });
  assert.deepEqual(wrong, []);
});

test("no file imports itself by way of others, not even for a type", () => {
  assert.deepEqual(circles(imports.filter(({ from }) => !from.startsWith("tasks/news/data/"))), []);
});

test("circles are found: a circle of three, one inside another, and none in a tree", () => {
  const edges = (...pairs: string[]) => pairs.map((pair) => ({ from: pair[0]!, to: pair[1]! }));
  assert.deepEqual(circles(edges("ab", "bc", "ca", "cd")), [["a", "b", "c"]]);
  assert.deepEqual(circles(edges("ab", "ba", "bc", "cd", "dc")), [
    ["c", "d"],
    ["a", "b"],
  ]);
  assert.deepEqual(circles(edges("ab", "ac", "bd", "cd")), []);
});

test("folders are entered by their index.ts only", () => {
  const wrong = imports.filter(({ from, to }) => {
    const target = roomOf(to);
    const isOfHarness = to.startsWith("harness/") && target !== undefined;
    return isOfHarness && target !== roomOf(from) && !to.endsWith("/index.ts") && from !== "harness/cli.ts";
  });
  assert.deepEqual(wrong, []);
});

test("docs/design.md shows this list as its table", () => {
  assert.ok(
    textOf("docs/design.md").includes(roomTable()),
    `the table of docs/design.md is stale; it should be:\n${roomTable()}`,
  );
});

test("a submission imports nothing but Node itself", () => {
  const specifiers = sources
    .filter((file) => file.startsWith("submissions/"))
    .flatMap((file) => [...textOf(file).matchAll(/from\s+"([^"]+)"/g)].map(([, specifier]) => specifier!));
  assert.deepEqual(
    specifiers.filter((specifier) => !specifier.startsWith("node:")),
    [],
  );
});
