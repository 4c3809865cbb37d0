import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { execa, execaNode } from "execa";
import type { Costs } from "../../harness/plan/index.ts";
import { readRecord } from "../../harness/record/index.ts";
import { findIsolation } from "../../harness/strategy/index.ts";
import { addStrategy, makeCheckout, program, root } from "./fixture/checkout.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-cli-"));
after(() => rmSync(folder, { recursive: true }));

const cli = (...args: string[]) => execaNode(program, args, { reject: false, cwd: folder });
const checkout = (name: string, submissions: readonly string[]) =>
  makeCheckout(path.join(folder, name), submissions);

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

/** Wrong input, and what is said of it; every one exits with 2, in one paragraph. */
const refused: readonly (readonly [readonly string[], RegExp])[] = [
  [["run", "--tier", "huge"], /Allowed choices are smoke, trial, standard, gpu, paper/],
  [["run", "--task", "chess"], /there is no task "chess"; expected eigenvalues, gaussian-mixture, news/],
  [["run", "--seeds", "4..1"], /"4\.\.1" goes down/],
  [["run", "--seeds", "1,1"], /a number is named twice/],
  [["run", "--seeds", "-1"], /"-1" is no number or range/],
  [["run", "--seeds", "0..10000"], /more than 10000 numbers/],
  [["run", "--seeds", "12345678901234567890"], /a whole number from 0 to 999999999/],
  [["plan", "--seeds", "0..99999999999999999999"], /a whole number from 0 to 999999999/],
  [["run", "--jobs", "0"], /a number from 1 to 1000/],
  [["plan", "--jobs", "0"], /a number from 1 to 1000/],
  [["run", "--jobs", "-2"], /a number from 1 to 1000/],
  [["run", "--jobs", "two"], /a number from 1 to 1000/],
  [["run", "--again", "--retry-failed"], /cannot be used with/],
  [["run", "--cell", "nothing"], /no cell is named "nothing"; expected task\/tier\/entry\/seed/],
  [["run", "--cell", "news/smoke/trace-check/0"], /expected an entry of news: best-of-k/],
  [["run", "--cell", "news/smoke/oracle/0/zzz"], /no cell is named/],
  [["run", "--cell", "news/smoke/oracle/12345678901234567890"], /expected a seed from 0 to 999999999/],
  [
    ["run", "--task", "news", "--submission", "trace-check"],
    /matches no cell: trace-check takes part in eigenvalues only/,
  ],
  [
    ["plan", "--task", "news", "--submission", "trace-check"],
    /matches no cell: trace-check takes part in eigenvalues only/,
  ],
  [["run", "--tier", "smoke", "--device", "abacus"], /there is no device "abacus"/],
  [["run", "--root", "/nonexistent"], /--root: this names no such folder; expected a checkout/],
  [["board", "--root", "/nonexistent"], /--root: this names no such folder/],
  [["data", "list", "--root", "/nonexistent"], /--root: this names no such folder/],
  [["doctor", "--root", "/nonexistent"], /--root: this names no such folder/],
  [["board", "--results", "FILE"], /--results: this names no such folder; expected a folder, or a path/],
  [["run", "--results", "FILE/below"], /--results: this names no such folder/],
  [["plan", "--cache", "FILE"], /--cache: this names no such folder/],
  [["work", "no-such-job.json"], /no-such-job\.json: there is no such job file/],
  [["replicate", "chess"], /there is no task "chess"/],
  [["replicate", "news", "--seed", "-1"], /a whole number from 0/],
  [["calibrate", "chess"], /there is no task "chess"/],
  [["rules", "chess"], /there is no task "chess"/],
  [["rules", "news", "--rule", "guess"], /Allowed choices are random, keep all/],
  [["rules", "news", "--set", "training.epochs"], /"training\.epochs" is no place=value/],
  [["rules", "news", "--set", "training.pace=3"], /training\.pace: the setting has no "training\.pace"/],
  [["rules", "news", "--set", "training.epochs=half"], /training\.epochs: .*expected number/],
  [["rules", "news", "--decoding", "temperature=9"], /"temperature".*expected a number from 0\.1 to 2/],
  [["rules", "news", "--metric", "joy"], /no metric "joy"; expected rouge1, rouge2/],
  [["fly"], /unknown command/],
];

test("wrong options are explained in words and exit with 2", async () => {
  const file = path.join(folder, "a file");
  writeFileSync(file, "");
  for (const [words, said] of refused) {
    const args = words.map((word) => word.replace("FILE", file));
    const results = args.includes("--results") ? [] : ["--results", path.join(folder, "none")];
    const { exitCode, stderr } = await cli(...args, ...results);
    assert.equal(exitCode, 2, `${args.join(" ")}: ${stderr}`);
    assert.match(stderr, said);
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

  const plan = await cli("plan", ...smoke, "--no-probe", "--json", ...common);
  assert.equal(plan.exitCode, 2);
  assert.match(plan.stderr, told);
  const { cells } = JSON.parse(plan.stdout) as { cells: { id: string }[] };
  assert.ok(cells.length > 0 && cells.every(({ id }) => id.includes("/random/")));

  const others = await cli("plan", ...smoke, "--no-probe", "--submission", "random", ...common);
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

test("the plan is a table or JSON, with costs of processor, GPU and disk", async () => {
  const nothing = ["--no-probe", "--results", path.join(folder, "nothing")];
  const { stdout } = await cli("plan", "--tier", "smoke", "--seeds", "0..1", "--json", ...nothing);
  const plan = JSON.parse(stdout) as { open: Costs; cells: { id: string; seconds: number }[] };
  assert.ok(plan.open.cpuSeconds > 0 && plan.open.diskMiB! > 0);
  assert.equal(plan.open.gpuSeconds, 0);
  assert.ok(plan.cells.some(({ id }) => id === "gaussian-mixture/smoke/random/1"));
  const table = await cli("plan", "--tier", "smoke", "--seeds", "0", ...nothing);
  assert.match(table.stdout, /cells open\.\nAbout .* of processor time; .* with \d+ jobs?; \d+ MiB of disk/);
  const paper = await cli("plan", "--tier", "paper", "--seeds", "0", ...nothing);
  assert.match(paper.stdout, /of processor time; \d+ h.* of GPU time; .*; disk not measured/);
  const choice = ["--tier", "smoke", "--task", "news", "--submission", "random", "--seeds", "0"];
  const one = await cli("plan", ...choice, "--jobs", "8", ...nothing);
  assert.match(one.stdout, /About (.+) of processor time; \1 with 8 jobs/, "a cell is not divided");
});

test("the doctor checks this machine and says what it found", async () => {
  const { stdout } = await cli("doctor", "--json");
  const { checks } = JSON.parse(stdout) as {
    checks: { what: string; state: string; found: string; mend?: string }[];
  };
  const names = checks.map(({ what }) => what);
  assert.deepEqual(names.slice(0, 7), ["Node", "machine", "sandbox", "limits", "Python", "git", "disk"]);
  for (const device of ["cpu", "webgpu", "tfjs:wasm"]) assert.ok(names.includes(`device ${device}`));
  for (const { state, mend } of checks) assert.ok(state === "ok" || mend !== undefined);
  const python = checks.find(({ what }) => what === "Python")!;
  if (python.state === "ok") assert.match(python.found, /^3\.[\d.]+, (numpy \d|without numpy)/);
});

test("failing strategies are recorded with their reasons, and the others finish", async (context) => {
  const isolation = await findIsolation();
  if (isolation.kind === "none") return context.skip(`no sandbox: ${isolation.reason}`);
  const where = checkout("failing", ["random", "clean"]);
  addStrategy(where, "says-prose", 'console.log("words of the strategy");');
  addStrategy(where, "dies", "process.exit(7);");
  addStrategy(where, "floods", 'const flood = () => process.stdout.write("x".repeat(1e5), flood); flood();');
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
    ["floods", "output-too-large", 1],
    ["random", "ok", undefined],
    ["clean", "ok", undefined],
  ]);
  const board = await cli("board", "--tier", "smoke", "--json", ...where2);
  const { tasks } = JSON.parse(board.stdout) as {
    tasks: Record<string, { entries: { entry: string; failed: number; value: { mean: number } }[] }[]>;
  };
  for (const { entries } of tasks["gaussian-mixture"]!) {
    const dies = entries.find(({ entry }) => entry === "dies")!;
    assert.deepEqual([dies.failed, dies.value.mean], [1, 0]);
  }

  const again = await cli("run", "--cell", "gaussian-mixture/smoke/dies/0", ...where2);
  assert.equal(again.exitCode, 3, "a recorded failure is one on the second run, too");
  assert.match(again.stderr, /1 of 1 cells are already done, 1 of them failed \(--retry-failed/);
});

test("cells are computed anew when that is asked for: failed ones, or all", async () => {
  const where = checkout("again", ["random"]);
  addStrategy(where, "mended", "process.exit(7);");
  const results = path.join(folder, "again-results");
  const options = ["--root", where, "--results", results, "--cache", path.join(folder, "again-cache")];
  const choice = ["--task", "gaussian-mixture", "--tier", "smoke", "--seeds", "0", "--isolation", "auto"];
  const runIt = (...more: string[]) => cli("run", ...choice, ...options, ...more);
  const recordOf = (slug: string) =>
    readRecord(path.join(results, "smoke", "gaussian-mixture", slug, "0.json"));
  const startOf = (slug: string) => recordOf(slug).execution.startedAt;
  assert.equal((await runIt()).exitCode, 3);
  const [first, failed] = [recordOf("random"), startOf("mended")];

  const retried = await runIt("--retry-failed");
  assert.equal(retried.exitCode, 3, retried.stderr);
  assert.match(retried.stderr, /1 of 2 cells are already done\.\n/);
  assert.notEqual(startOf("mended"), failed);
  assert.equal(startOf("random"), first.execution.startedAt);

  const again = await runIt("--again", "--submission", "random");
  assert.equal(again.exitCode, 0, again.stderr);
  assert.notEqual(startOf("random"), first.execution.startedAt);
  assert.equal(recordOf("random").fingerprint, first.fingerprint);

  const stopped = execaNode(program, ["run", ...choice, ...options, "--again", "--submission", "random"], {
    reject: false,
  });
  stopped.kill("SIGTERM");
  await stopped;
  assert.equal(
    recordOf("random").fingerprint,
    first.fingerprint,
    "the old record stays until the new one is whole",
  );
});

test("the plan writes its open cells as a job that a worker runs by index", async () => {
  const where = checkout("job", ["random", "clean"]);
  const [results, file] = [path.join(folder, "job-results"), path.join(folder, "job.json")];
  const options = ["--root", where, "--results", results, "--cache", path.join(folder, "job-cache")];
  const planned = await cli(
    ...["plan", "--task", "gaussian-mixture", "--tier", "smoke", "--seeds", "0..1", "--job", file],
    ...options,
  );
  assert.equal(planned.exitCode, 0, planned.stderr);
  const job = JSON.parse(readFileSync(file, "utf8")) as { cells: string[]; isolation: string };
  assert.deepEqual(
    job.cells,
    [0, 1].flatMap((seed) => ["clean", "random"].map((slug) => `gaussian-mixture/smoke/${slug}/${seed}`)),
  );
  writeFileSync(file, JSON.stringify({ ...job, isolation: "auto" }));
  const worked = await cli("work", file, "--index", "3");
  assert.equal(worked.exitCode, 0, worked.stderr);
  assert.ok(existsSync(path.join(results, "smoke", "gaussian-mixture", "random", "1.json")));
  assert.ok(!existsSync(path.join(results, "smoke", "gaussian-mixture", "clean")));
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
