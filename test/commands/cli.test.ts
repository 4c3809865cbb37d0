import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { execa, execaNode } from "execa";
import { findIsolation } from "../../harness/strategy/index.ts";

const root = path.join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-cli-"));
after(() => rmSync(folder, { recursive: true }));

const cli = (...args: string[]) =>
  execaNode(path.join(root, "harness", "cli.ts"), args, { reject: false, cwd: folder });

/** A checkout with the real tasks and only the submissions named, beside those a test writes. */
function checkout(name: string, submissions: readonly string[]): string {
  const where = path.join(folder, name);
  mkdirSync(path.join(where, "submissions"), { recursive: true });
  symlinkSync(path.join(root, "tasks"), path.join(where, "tasks"));
  cpSync(path.join(root, "package.json"), path.join(where, "package.json"));
  for (const slug of submissions)
    cpSync(path.join(root, "submissions", slug), path.join(where, "submissions", slug), { recursive: true });
  const roles = { floor: "random", ceiling: "clean" };
  const named = Object.entries(roles).filter(([, slug]) => submissions.includes(slug));
  const controls = { schema: 1, ...Object.fromEntries(named) };
  writeFileSync(path.join(where, "submissions", "controls.yaml"), JSON.stringify(controls));
  return where;
}

function addStrategy(where: string, slug: string, source: string): void {
  const target = path.join(where, "submissions", slug);
  mkdirSync(target);
  writeFileSync(path.join(target, "strategy.js"), source);
  const manifest = {
    schema: 1,
    name: slug,
    authors: [{ name: "A test" }],
    description: "Breaks one rule.",
    license: "MIT",
    division: "none",
    tasks: "all",
    run: ["node", "strategy.js"],
  };
  writeFileSync(path.join(target, "submission.yaml"), JSON.stringify(manifest));
}

test("help lists every command and the exit codes, and exits with 0", async () => {
  const { stdout, exitCode } = await cli("--help");
  assert.equal(exitCode, 0);
  for (const word of [
    "run",
    "plan",
    "board",
    "replicate",
    "calibrate",
    "rules",
    "doctor",
    "start",
    "Exit codes",
  ])
    assert.match(stdout, new RegExp(word));
});

test("wrong options are explained in words and exit with 2", async () => {
  const cases: readonly (readonly [string[], RegExp])[] = [
    [["run", "--tier", "huge"], /Allowed choices are smoke, standard, paper/],
    [["run", "--task", "chess"], /there is no task "chess"; expected eigenvalues, gaussian-mixture, news/],
    [["run", "--seeds", "4..1"], /"4\.\.1" is no seed or range/],
    [["run", "--seeds", "1,1"], /a seed is named twice/],
    [["run", "--cell", "nothing"], /no cell is named "nothing"/],
    [["run", "--tier", "smoke", "--device", "abacus"], /there is no device "abacus"/],
    [["replicate", "chess"], /there is no task "chess"/],
    [["calibrate", "chess"], /there is no task "chess"/],
    [["rules", "chess"], /there is no task "chess"/],
    [["rules", "news", "--rule", "guess"], /Allowed choices are random, keep all/],
    [["rules", "news", "--set", "training.steps"], /"training\.steps" is no place=value/],
    [["rules", "news", "--set", "training.pace=3"], /training\.pace: the setting has no "training\.pace"/],
    [["rules", "news", "--set", "training.steps=half"], /training\.steps: .*expected number/],
    [["rules", "news", "--decoding", "temperature=9"], /"temperature".*expected a number from 0\.1 to 2/],
    [["rules", "news", "--metric", "joy"], /no metric "joy"; expected rouge1, rouge2/],
    [["fly"], /unknown command/],
  ];
  for (const [args, words] of cases) {
    const { exitCode, stderr } = await cli(...args, "--results", path.join(folder, "none"));
    assert.equal(exitCode, 2, `${args.join(" ")}: ${stderr}`);
    assert.match(stderr, words);
    assert.doesNotMatch(stderr, /\n\s+at /, "no stack without --debug");
  }
});

test("a malformed manifest costs nobody else anything, and every command says what it lacks", async () => {
  const where = checkout("malformed", ["random", "clean"]);
  mkdirSync(path.join(where, "submissions", "left-behind"));
  const file = path.join(where, "submissions", "clean", "submission.yaml");
  writeFileSync(file, readFileSync(file, "utf8").replace("license:", "licence:"));
  const told =
    /clean\/submission\.yaml:6: unknown key "licence" \(1 more beside it\)\. Write "license", or remove the key\./;
  const common = ["--root", where, "--results", path.join(folder, "malformed-results")];
  const smoke = ["--tier", "smoke", "--task", "gaussian-mixture"];

  const plan = await cli("plan", ...smoke, "--json", ...common);
  assert.equal(plan.exitCode, 2);
  assert.match(plan.stderr, told);
  const { cells } = JSON.parse(plan.stdout) as { cells: { id: string }[] };
  assert.ok(cells.length > 0 && cells.every(({ id }) => id.includes("/random/")));

  const others = await cli("plan", ...smoke, "--submission", "random", ...common);
  assert.deepEqual([others.exitCode, others.stderr], [0, ""]);
  const itself = await cli("plan", ...smoke, "--submission", "clean@x", ...common, "--debug");
  assert.equal(itself.exitCode, 2);
  assert.match(itself.stderr, told);
  assert.match(itself.stderr, /\n\s+at /, "the stack, by --debug");

  const run = await cli("run", ...smoke, "--seeds", "0", "--isolation", "auto", ...common);
  assert.equal(run.exitCode, 2, run.stderr);
  assert.match(run.stderr, told);
  assert.match(run.stderr, /1 cells recorded \(0 of them failed\)/);
  assert.equal((await cli("run", "--cell", "gaussian-mixture/smoke/clean/0", ...common)).exitCode, 2);
  assert.equal((await cli("run", "--cell", "gaussian-mixture/smoke/random/0", ...common)).exitCode, 0);

  const board = await cli("board", "--tier", "smoke", ...common);
  assert.equal(board.exitCode, 2);
  assert.match(board.stderr, told);
  assert.match(board.stdout, /random \(floor\)/);

  const doctor = await cli("doctor", "--json", ...common);
  assert.ok(doctor.exitCode === 0 || doctor.exitCode === 4);
  const { checks } = JSON.parse(doctor.stdout) as {
    checks: { what: string; found: string; mend?: string }[];
  };
  const about = checks.filter(({ what }) => what.startsWith("submission"));
  assert.deepEqual(
    about.map(({ what, found }) => [what, found]),
    [
      ["submissions", "1 can be used"],
      ["submission clean", "cannot be used"],
    ],
  );
  assert.match(about[1]!.mend!, told);
});

test("the plan is a table or JSON, with costs", async () => {
  const nothing = ["--results", path.join(folder, "nothing")];
  const { stdout } = await cli("plan", "--tier", "smoke", "--seeds", "0..1", "--json", ...nothing);
  const plan = JSON.parse(stdout) as { openSeconds: number; cells: { id: string; seconds: number }[] };
  assert.ok(plan.openSeconds > 0);
  assert.ok(plan.cells.some(({ id }) => id === "gaussian-mixture/smoke/random/1"));
  const table = await cli("plan", "--tier", "smoke", "--seeds", "0", ...nothing);
  assert.match(table.stdout, /cells open: about .* of work/);
});

test("the doctor checks this machine and says what it found", async () => {
  const { stdout } = await cli("doctor", "--json");
  const { checks } = JSON.parse(stdout) as {
    checks: { what: string; state: string; found: string; mend?: string }[];
  };
  const names = checks.map(({ what }) => what);
  assert.deepEqual(names.slice(0, 6), ["Node", "machine", "sandbox", "Python", "git", "disk"]);
  for (const device of ["cpu", "webgpu", "cuda", "tfjs:wasm"]) assert.ok(names.includes(`device ${device}`));
  for (const { state, mend } of checks) assert.ok(state === "ok" || mend !== undefined);
  const python = checks.find(({ what }) => what === "Python")!;
  if (python.state === "ok") assert.match(python.found, /^Python 3\.[\d.]+, (numpy \d|without numpy)/);
});

test("failing strategies are recorded with their reasons, and the others finish", async (context) => {
  const isolation = await findIsolation();
  if (isolation.kind === "none") return context.skip(`no sandbox: ${isolation.reason}`);
  const where = checkout("failing", ["random", "clean"]);
  addStrategy(where, "says-prose", 'console.log("words of the strategy");');
  addStrategy(where, "dies", "process.exit(7);");
  addStrategy(where, "floods", 'for (;;) process.stdout.write("x".repeat(1e6));');
  const results = path.join(folder, "failing-results");
  const where2 = ["--root", where, "--results", results, "--cache", path.join(folder, "failing-cache")];
  const { exitCode, stderr } = await cli(
    ...["run", "--task", "gaussian-mixture", "--tier", "smoke", "--seeds", "0"],
    ...where2,
  );
  assert.equal(exitCode, 3, stderr);
  const outcomes = ["says-prose", "dies", "floods", "random", "clean"].map((slug) => {
    const file = path.join(results, "smoke", "gaussian-mixture", slug, "0.json");
    const text = readFileSync(file, "utf8");
    assert.doesNotMatch(text, /words of the strategy/);
    const { outcome } = JSON.parse(text) as { outcome: { status: string; code?: string; line?: number } };
    return [slug, outcome.code ?? outcome.status, outcome.line];
  });
  assert.deepEqual(outcomes, [
    ["says-prose", "bad-json", 1],
    ["dies", "exit-status", undefined],
    ["floods", outcomes[2]![1], outcomes[2]![2]],
    ["random", "ok", undefined],
    ["clean", "ok", undefined],
  ]);
  assert.notEqual(outcomes[2]![1], "ok");
  const board = await cli("board", "--tier", "smoke", "--json", ...where2);
  const { tasks } = JSON.parse(board.stdout) as {
    tasks: Record<string, { entry: string; failed: number }[]>;
  };
  assert.equal(tasks["gaussian-mixture"]!.find(({ entry }) => entry === "dies")!.failed, 1);
});

test("a program the machine does not have leaves no record, and exits with 4", async () => {
  const where = checkout("missing-program", ["random"]);
  addStrategy(where, "alien", "");
  const manifest = path.join(where, "submissions", "alien", "submission.yaml");
  writeFileSync(manifest, readFileSync(manifest, "utf8").replace('"node"', '"no-such-interpreter"'));
  const results = path.join(folder, "missing-results");
  const options = ["--root", where, "--results", results, "--cache", path.join(folder, "missing-cache")];
  const { exitCode, stderr } = await cli(
    ...["run", "--task", "gaussian-mixture", "--tier", "smoke", "--seeds", "0", "--isolation", "auto"],
    ...options,
  );
  assert.equal(exitCode, 4, stderr);
  assert.match(stderr, /1 cell was not run: .*no-such-interpreter/);
  assert.throws(() => readFileSync(path.join(results, "smoke", "gaussian-mixture", "alien", "0.json")));
});

test("the package's own bin starts on the project's Node, whatever Node starts it", async () => {
  const { stdout, exitCode } = await execa(path.join(root, "harness", "bin.js"), ["doctor", "--json"], {
    reject: false,
  });
  assert.ok(exitCode === 0 || exitCode === 4);
  assert.match(stdout, /"found": "24\./);
});
