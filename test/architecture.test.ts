import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

const root = path.join(import.meta.dirname, "..");

/** For each folder of the harness, the folders it may import from (DESIGN §3). */
const arrows: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  random: [],
  figure: [],
  config: ["errors"],
  artifacts: ["errors"],
  task: ["artifacts", "config", "errors", "random"],
  submission: ["artifacts", "config", "errors"],
  record: ["artifacts", "config", "errors", "submission", "task"],
  score: ["errors", "random", "record", "submission", "task"],
  selection: ["errors", "random", "submission", "task"],
  strategy: ["errors", "random", "selection", "submission", "task"],
  engine: ["errors", "random", "artifacts"],
  models: ["engine", "errors", "random", "artifacts"],
  loop: ["artifacts", "errors", "random", "record", "selection", "submission", "task"],
  plan: ["artifacts", "errors", "loop", "record", "selection", "strategy", "submission", "task"],
  commands: [
    "artifacts",
    "engine",
    "errors",
    "plan",
    "random",
    "record",
    "score",
    "strategy",
    "submission",
    "task",
  ],
};

interface Import {
  readonly from: string;
  readonly to: string;
}

const sources = globSync("{harness,tasks,submissions,site}/**/*.{ts,astro}", {
  cwd: root,
  exclude: ["**/node_modules/**"],
});

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(path.join(root, file), "utf8");
  const specifiers = text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g);
  return [...specifiers].map(([, specifier]) => ({
    from: file,
    to: path.join(path.dirname(file), specifier!),
  }));
}

const imports = sources.flatMap(importsOf);

function stageOf(file: string): string | undefined {
  return /^harness\/([^/]+)\//.exec(file)?.[1];
}

test("every folder of the harness has its arrows written down", () => {
  const stages = new Set(sources.map(stageOf).filter((stage) => stage !== undefined && stage !== "bench"));
  assert.deepEqual(
    [...stages].filter((stage) => !(stage! in arrows)),
    [],
  );
});

test("the arrows between the harness's folders point one way", () => {
  const wrong = imports.filter(({ from, to }) => {
    const [source, target] = [stageOf(from), stageOf(to)];
    if (source === undefined || target === undefined || source === target || source === "bench") return false;
    return !arrows[source]?.includes(target);
  });
  assert.deepEqual(wrong, []);
});

test("the harness imports no task, submission or site", () => {
  const wrong = imports.filter(
    ({ from, to }) => from.startsWith("harness/") && /^(tasks|submissions|site)\//.test(to),
  );
  assert.deepEqual(
    wrong.filter(({ from }) => !from.startsWith("harness/bench/")),
    [],
  );
});

test("folders are entered by their index.ts only", () => {
  const wrong = imports.filter(({ from, to }) => {
    const target = stageOf(to);
    return (
      target !== undefined &&
      target !== stageOf(from) &&
      !to.endsWith("/index.ts") &&
      from !== "harness/cli.ts"
    );
  });
  assert.deepEqual(wrong, []);
});

test("a submission imports nothing but Node itself", () => {
  const specifiers = sources
    .filter((file) => file.startsWith("submissions/"))
    .flatMap((file) =>
      [...readFileSync(path.join(root, file), "utf8").matchAll(/from\s+"([^"]+)"/g)].map((m) => m[1]!),
    );
  assert.deepEqual(
    specifiers.filter((specifier) => !specifier.startsWith("node:")),
    [],
  );
});
