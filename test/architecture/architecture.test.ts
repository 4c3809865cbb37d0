import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { test } from "node:test";
import { discoverSubmissions } from "../../harness/submission/index.ts";
import { discoverTasks } from "../../harness/task/index.ts";
import { isOwn } from "../submissions/own.ts";
import { rooms, roomTable } from "./arrows.ts";
import { circles, imports, roomOf, root, sources, textOf } from "./imports.ts";

const arrows = new Map(rooms.map(({ folder, may }) => [folder, may]));

test("every folder has its arrows written down, and every arrow leads to a folder below its own", () => {
  const found = new Set(sources.map(roomOf).filter((room) => room !== undefined));
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
  assert.deepEqual(circles(imports), []);
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

test("an exported type has its name to itself, but where tasks each have their own in the same file", () => {
  const exported = /^export (?:abstract )?(?:interface|type|class) (\w+)/gm;
  const found = sources
    .filter((file) => /^(harness|tasks)\//.test(file) && !file.startsWith("harness/kit/"))
    .flatMap((file) => [...textOf(file).matchAll(exported)].map(([, name]) => ({ name: name!, file })));
  const inTask = (file: string) => file.replace(/^tasks\/[^/]+\//, "");
  const wrong = [...Map.groupBy(found, ({ name }) => name)].filter(
    ([, places]) => places.length > 1 && new Set(places.map(({ file }) => inTask(file))).size > 1,
  );
  assert.deepEqual(wrong, []);
});

test("docs/design.md shows this list as its table", () => {
  assert.ok(
    textOf("docs/design.md").includes(roomTable()),
    `the table of docs/design.md is stale; it should be:\n${roomTable()}`,
  );
});

const { submissions } = discoverSubmissions(root, await discoverTasks(root));
const ownInTypeScript = submissions
  .filter((one) => isOwn(one) && Object.keys(one.files).some((file) => file.endsWith(".ts")))
  .map(({ slug }) => `submissions/${slug}`);

test("the benchmark's own submissions, and nobody else's, are formatted and type-checked here", () => {
  const listed = (file: string, list: (read: never) => readonly string[]) =>
    list(JSON.parse(textOf(file)) as never).filter((one) => /^submissions\/[a-z]/.test(one));
  const formatted = listed("biome.json", ({ files }: { files: { includes: string[] } }) => files.includes);
  const checked = listed("tsconfig.json", ({ include }: { include: string[] }) => include);
  assert.deepEqual(formatted, ownInTypeScript);
  assert.deepEqual(
    checked,
    ownInTypeScript.map((folder) => `${folder}/*.ts`),
  );
});

test("the benchmark's own submissions import nothing but Node itself and the kit", () => {
  const specifiers = globSync(
    ownInTypeScript.map((folder) => `${folder}/**/*.ts`),
    { cwd: root },
  ).flatMap((file) => [...textOf(file).matchAll(/from\s+"([^"]+)"/g)].map(([, specifier]) => specifier!));
  assert.deepEqual(
    specifiers.filter((specifier) => !specifier.startsWith("node:") && specifier !== "collapse-bench"),
    [],
  );
});
