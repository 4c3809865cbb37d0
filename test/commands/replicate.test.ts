import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { execaNode } from "execa";
import { readStudy } from "../../harness/study/index.ts";
import { fill, manifest } from "../submission/made.ts";
import { program, root } from "./fixture/checkout.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-replicate-"));
after(() => rmSync(folder, { recursive: true }));
const results = path.join(folder, "results");

const taskCode = `import { appendFileSync } from "node:fs";
import { z } from "zod";
async function unused() { throw new Error("not run here"); }
async function measure({ setting, seeds, points }) {
  const found = await points([{
    what: "a point",
    key: { what: "point" },
    async measure(seed) {
      appendFileSync(new URL("measured", import.meta.url), seed + " by " + process.pid + "\\n");
      await new Promise((resolve) => setTimeout(resolve, setting.ms ?? 0));
      return { accuracy: seed / 10 };
    },
  }]);
  const sum = found.get("a point").reduce((total, { accuracy }) => total + accuracy, 0);
  const by = "By " + setting.margins.accuracy + ", seeds " + seeds.join(" ") + ", in all " + sum.toFixed(1);
  const finding = (source, claim, verdict) => ({ source, claim, measured: by, verdict });
  return {
    figures: [],
    findings: [
      finding("paper", "It rises.", "agrees"),
      finding("paper", "It falls.", "differs"),
      finding("here", "It stays.", "undetermined"),
    ],
  };
}
export const task = { setting: z.unknown(), open: unused, replication: { setting: z.unknown(), seeds: ({ seeds }) => seeds, measure } };
`;
const tier = `{shown: {seeds: 1, cost: {cellSeconds: 1, machine: none}}, frozen: {rounds: 1, regimes: [replace], budget: {keep: 1, feedback: {}}, setting: {}},
    limits: {seconds: 1, memoryMiB: 64, processes: 1, outputMiB: 1, logKiB: 1, scratchMiB: 1}}`;

const folders = ["--root", folder, "--results", results, "--cache", path.join(folder, "cache")];

/** Writes the task with these numbers of its replication and replicates it by the command. */
async function replicate(numbers: string, ...args: string[]) {
  write("package.json", JSON.stringify({ name: "made", version: "1.0.0", type: "module", dependencies: {} }));
  write("tasks/made/index.ts", taskCode);
  write("tasks/made/README.md", "# Made\n");
  write(
    "tasks/made/task.yaml",
    `schema: 2
name: made
shown:
  title: Made
  description: A task whose replication says what it is told to.
  metric: {title: Accuracy, format: percent, worst: 0}
  headline: {protocol: one-round, regime: replace}
frozen: {version: 1, metric: accuracy, fields: {input: a point, output: a class}}
tiers:
  smoke: ${tier}
replication: ${numbers}
replications:
  wide:
    shown: {title: Wider, tier: smoke, cost: {seconds: 7200, machine: one core}}
    numbers: {seeds: 3, margins: {accuracy: 0.9}}
`,
  );
  const { stdout, stderr, exitCode } = await execaNode(program, [...folders, "replicate", "made", ...args], {
    reject: false,
  });
  return { stdout, stderr, exitCode, times: measurements().length };
}

/** Seed and process of every measurement so far. */
function measurements(): readonly string[] {
  return readFileSync(path.join(folder, "tasks/made/measured"), "utf8").trim().split("\n");
}

function write(name: string, text: string): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

fill(path.join(folder, "submissions/one"), { "submission.yaml": manifest() });
symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));

test("replicate prints three verdicts and whose statement each is of", async () => {
  const { stdout, stderr, exitCode } = await replicate("{seeds: 3, margins: {accuracy: 0.1}}");
  assert.equal(exitCode, 0, stderr);
  assert.match(stdout, /^agrees {8}Paper: It rises\.\n {14}By 0\.1, seeds 0 1 2, in all 0\.3$/m);
  assert.match(stdout, /^DIFFERS {7}Paper: It falls\.$/m);
  assert.match(stdout, /^undetermined {2}Derived here: It stays\.$/m);
});

test("another margin is another hash and measures nothing again, another number does", async () => {
  const hash = () => readStudy(results, "replication", "made")!.hash;
  const { times } = await replicate("{seeds: 3, margins: {accuracy: 0.1}}");
  const first = hash();
  const margin = await replicate("{seeds: 3, margins: {accuracy: 0.2}}");
  assert.match(margin.stdout, /By 0\.2/);
  assert.equal(margin.times, times);
  assert.notEqual(hash(), first);
  assert.equal((await replicate("{seeds: 4, margins: {accuracy: 0.2}}")).times, times + 4);
});

test("a further replication tells its cost first, is measured apart and has a file of its own", async () => {
  const numbers = "{seeds: 3, margins: {accuracy: 0.1}}";
  const { times } = await replicate(numbers);
  const wide = await replicate(numbers, "--part", "wide");
  assert.match(wide.stderr, /^Wider: about 2 h in all \(one core\)\. What was measured is kept: /m);
  assert.match(wide.stdout, /By 0\.9/);
  assert.equal(wide.times, times + 3, "equal numbers, but other luck");
  assert.equal((await replicate(numbers, "--part", "wide")).times, wide.times);
  const names = ["made", "made@wide"].map((name) => readStudy(results, "replication", name)!.task);
  assert.deepEqual(names, ["made", "made@wide"]);
  const unknown = await replicate(numbers, "--part", "narrow");
  assert.equal(unknown.exitCode, 2);
  assert.match(unknown.stderr, /has no further replication "narrow"; expected wide\. Name one of these\./);
  const { stdout } = await execaNode(program, [...folders, "plan", "--tier", "smoke"]);
  assert.match(stdout, /^Beside the board: replicate made --part wide, about 2 h \(one core\)\.$/m);
});

test("seeds may be measured apart, and the file of before has the others", async () => {
  const numbers = "{seeds: 4, apart: true, margins: {accuracy: 0.1}}";
  const pointsOf = () =>
    readStudy(results, "replication", "made")!.seeds.map(({ seed, points }) => [seed, points]);
  const first = await replicate(numbers, "--seeds", "2");
  assert.match(first.stdout, /seeds 2, in all 0\.2$/m);
  assert.deepEqual(pointsOf(), [[2, { "a point": { accuracy: 0.2 } }]]);
  rmSync(path.join(folder, "cache"), { recursive: true });
  const { stdout, times } = await replicate(numbers, "--seeds", "0,3");
  assert.equal(times, first.times + 2, "what is published is not measured again");
  assert.match(stdout, /seeds 0 2 3, in all 0\.5$/m);
  assert.deepEqual(
    pointsOf().map(([seed]) => seed),
    [0, 2, 3],
  );
  const other = await replicate("{seeds: 4, apart: false, margins: {accuracy: 0.1}}", "--seeds", "1");
  assert.match(other.stdout, /seeds 1, in all 0\.1$/m, "seeds of other numbers are left");
  const beyond = await replicate(numbers, "--seeds", "3,7");
  assert.equal(beyond.exitCode, 2);
  assert.match(beyond.stderr, /has no seed 7; expected numbers from 0 to 3\. Name seeds that it has\./);
});

test("with --jobs several processes measure, and each seed is measured once", async () => {
  const before = measurements().length;
  const { exitCode, stderr, stdout } = await replicate(
    "{seeds: 8, ms: 300, margins: {accuracy: 0.1}}",
    "--jobs",
    "2",
  );
  assert.equal(exitCode, 0, stderr);
  assert.match(stdout, /seeds 0 1 2 3 4 5 6 7, in all 2\.8$/m);
  const added = measurements()
    .slice(before)
    .map((line) => line.split(" by "));
  assert.deepEqual(added.map(([seed]) => Number(seed)).sort(), [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.equal(new Set(added.map(([, pid]) => pid)).size, 2);
});
