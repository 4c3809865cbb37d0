/** Runs the commands of the workflows as they stand there, on a made repository with a real pull request; the host's answers are files. */
import assert from "node:assert/strict";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { execa } from "execa";
import { readPullReport } from "../../harness/pulls/index.ts";
import { readRecord, withHashes } from "../../harness/record/index.ts";
import { fill, manifest } from "../submission/made.ts";
import { root as repository, stepsOf, workflows } from "./read.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-workflows-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const main = path.join(folder, "main");
const proposed = path.join(main, "proposed");
const temporary = path.join(folder, "runner");
mkdirSync(temporary);

const who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"];
async function git(where: string, ...args: readonly string[]): Promise<string> {
  return (await execa("git", [...who, ...args], { cwd: where })).stdout;
}

/** Runs the step of a workflow whose command holds a text, with these values for its environment. */
async function step(workflow: string, holds: string, env: Readonly<Record<string, string>> = {}) {
  const found = stepsOf(workflows.get(workflow)!.workflow).filter(({ run }) => run?.includes(holds));
  assert.equal(found.length, 1, `${workflow}: ${holds}`);
  const [{ run, env: named = {} }] = found as [(typeof found)[0]];
  for (const name of Object.keys(named)) assert.ok(name in env, `${workflow} needs ${name}`);
  return execa("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", run!], {
    cwd: main,
    env: { ...env, RUNNER_TEMP: temporary, PATH: `${path.dirname(process.execPath)}:${process.env["PATH"]}` },
    reject: false,
  });
}

/** Publishes what the floor makes. Returns the record's file. */
async function playFloor(): Promise<string> {
  await execa(process.execPath, ["harness/cli.ts", "run", "--submission", "random", "--seeds", "0"], {
    cwd: main,
  });
  return path.join(main, "results", "standard", "gaussian-mixture", "random", "0.json");
}

/** Makes a sound record of something that was never measured. */
function forge(file: string): void {
  const record = readRecord(file);
  const generator = Object.fromEntries(Object.keys(record.generator).map((name) => [name, 0.5]));
  const forged = withHashes({ ...record, generator });
  writeFileSync(file, `${JSON.stringify(forged, null, 1)}\n`);
}

mkdirSync(main);
symlinkSync(path.join(repository, "node_modules"), path.join(main, "node_modules"));
cpSync(path.join(repository, "harness"), path.join(main, "harness"), { recursive: true });
cpSync(path.join(repository, "tasks", "gaussian-mixture"), path.join(main, "tasks", "gaussian-mixture"), {
  recursive: true,
});
cpSync(path.join(repository, "package.json"), path.join(main, "package.json"));
for (const slug of ["random", "clean"])
  cpSync(path.join(repository, "submissions", slug), path.join(main, "submissions", slug), {
    recursive: true,
  });
writeFileSync(
  path.join(main, "submissions", "controls.yaml"),
  JSON.stringify({ schema: 1, floor: "random", ceiling: "clean" }),
);
writeFileSync(
  path.join(main, ".gitignore"),
  [
    "node_modules",
    ".cache",
    "proposed",
    "shards",
    "report",
    "reports",
    "/*.json",
    "!/package.json",
    "*.gz",
  ].join("\n"),
);
// One small tier in place of the published one, so that a dry run takes seconds.
const yaml = path.join(main, "tasks", "gaussian-mixture", "task.yaml");
writeFileSync(
  yaml,
  readFileSync(yaml, "utf8")
    .replace("pool: 10000", "pool: 3000")
    .replaceAll("seeds: 20", "seeds: 2")
    .replaceAll("rounds: 10", "rounds: 2"),
);
await git(main, "init", "--quiet", "--initial-branch=main");
await git(main, "add", ".");
await git(main, "commit", "--quiet", "--message", "Begin");
const base = await git(main, "rev-parse", "HEAD");

await git(folder, "clone", "--quiet", main, proposed);
fill(path.join(proposed, "submissions", "first-come"), {
  "strategy.py":
    "from collapse_bench import strategy\n\n@strategy\ndef keep(pool):\n    return [item.candidates[0] for item in list(pool)[: pool.keep]]\n",
  "submission.yaml": manifest({
    name: "First come",
    tasks: ["gaussian-mixture"],
    run: ["python3", "strategy.py"],
  }),
});
await git(proposed, "add", ".");
await git(proposed, "commit", "--quiet", "--message", "A submission; $(touch here) `touch here`");
const commit = await git(proposed, "rev-parse", "HEAD");

test("check: a submission is played beside floor and ceiling, and a report says that it would pass", async () => {
  const { exitCode, stderr } = await step("check", "pull check", { BASE: base, COMMIT: commit });
  assert.equal(exitCode, 0, stderr);
  const report = readPullReport(path.join(main, "report.json"), commit);
  assert.deepEqual([report.kind, report.subject, report.state], ["submission", "first-come", "would-pass"]);
  assert.deepEqual(report.rows.map(({ entry, role }) => [entry, role]).sort(), [
    ["clean", "ceiling"],
    ["first-come", "own"],
    ["random", "floor"],
  ]);
});

test("comment: what is said follows from the report and from the host's list of files", async () => {
  mkdirSync(path.join(main, "report"));
  cpSync(path.join(main, "report.json"), path.join(main, "report", "report.json"));
  const said = async (filename: string) => {
    writeFileSync(path.join(main, "files.json"), JSON.stringify([{ filename, status: "added" }]));
    const { exitCode, stderr } = await step("comment", "pull comment", { COMMIT: commit });
    assert.equal(exitCode, 0, stderr);
    return (JSON.parse(readFileSync(path.join(main, "comment.json"), "utf8")) as { body: string }).body;
  };
  assert.match(
    await said("submissions/first-come/strategy.py"),
    /\*\*The check passes\.\*\* A submission: `first-come`/,
  );
  assert.match(await said(".github/workflows/check.yml"), /This is for a maintainer .*its files benchmark/s);
});

test("check: what breaks a rule gets a report too, and a red mark", async () => {
  const broken = await git(proposed, "rev-parse", "HEAD");
  await git(proposed, "checkout", "--quiet", "-b", "broken");
  fill(path.join(proposed, "results"), { "standard/gaussian-mixture/first-come/0.json": "{}" });
  await git(proposed, "add", "--force", ".");
  await git(proposed, "commit", "--quiet", "--message", "And results");
  const head = await git(proposed, "rev-parse", "HEAD");
  const { exitCode } = await step("check", "pull check", { BASE: base, COMMIT: head });
  assert.equal(exitCode, 3);
  const report = readPullReport(path.join(main, "report.json"), head);
  assert.deepEqual([report.kind, report.state], ["refused", "would-not-pass"]);
  await git(proposed, "checkout", "--quiet", broken);
});

test("run: what was merged is confirmed, named, computed in shards, and failed approvals stop it", async () => {
  await git(main, "fetch", "--quiet", proposed, commit);
  await git(main, "merge", "--quiet", "--no-ff", "--message", "Merge", commit);
  const merge = await git(main, "rev-parse", "HEAD");
  const pull = {
    number: 1,
    title: "$(touch here)",
    state: "closed",
    created_at: "2026-11-20T10:00:00Z",
    merged_at: "2026-11-21T10:00:00Z",
    merge_commit_sha: merge,
    user: { login: "somebody" },
    head: { sha: commit },
    base: { sha: base, ref: "main" },
  };
  writeFileSync(path.join(main, "pull.json"), JSON.stringify(pull));
  assert.equal((await step("run", "pull confirm", { COMMIT: commit, BRANCH: "main" })).exitCode, 2);
  assert.equal((await step("run", "pull confirm", { COMMIT: merge, BRANCH: "main" })).exitCode, 0);
  await step("run", "merge-base", { COMMIT: merge });
  const name = await step("run", "pull name", { COMMIT: merge });
  assert.equal(name.exitCode, 0, name.stderr);
  assert.equal(readFileSync(path.join(temporary, "slug"), "utf8").trim(), "first-come");
  const floor = await playFloor();
  const control = await step("run", "reproduce --tier");
  assert.equal(control.exitCode, 0, control.stderr);
  assert.match(control.stdout, /^identical {2}gaussian-mixture\/standard\/random\/0$/m);
  forge(floor);
  assert.notEqual((await step("run", "reproduce --tier")).exitCode, 0);
  rmSync(path.join(main, "results"), { recursive: true });
  for (const shard of ["1/2", "2/2"]) {
    const { exitCode, stderr } = await step("run", "--shard", { SHARD: shard, SEASON_KEY: "" });
    assert.equal(exitCode, 0, stderr);
    const at = path.join(main, "shards", `shard-${shard[0]}`);
    if (existsSync(path.join(temporary, "shard")))
      cpSync(path.join(temporary, "shard"), at, { recursive: true });
    rmSync(path.join(temporary, "shard"), { recursive: true, force: true });
  }
});

test("publish: shards are merged and verified, and what is on the branch is verified", async () => {
  const merged = await step("publish", "merge shards");
  assert.equal(merged.exitCode, 0, merged.stderr);
  assert.match(merged.stderr, /2 records copied/);
  const verified = await step("publish", "verify --base", { RUN: "5" });
  assert.equal(verified.exitCode, 0, verified.stdout);
  assert.match(verified.stdout, /^told {6}results\/standard\/gaussian-mixture\/first-come: 2 new records$/m);
  const list = "results/attestations/run-5.sha256";
  const { stdout } = await execa("sha256sum", ["--check", list], { cwd: main });
  assert.match(stdout, /^results\/standard\/gaussian-mixture\/first-come\/0\.json: OK$/m);
  writeFileSync(path.join(temporary, "bundle.json"), "{}");
  const BUNDLE = path.join(temporary, "bundle.json");
  const packed = await step("publish", 'cp "$BUNDLE"', { RUN: "5", BUNDLE });
  assert.equal(packed.exitCode, 0, packed.stderr);
  const { stdout: files } = await execa("tar", ["-tzf", "results.tar.gz"], { cwd: main });
  for (const name of [list, "results/attestations/run-5.sigstore.json"])
    assert.ok(files.includes(name), files);
});

test("reproduce: what was published is played again, and comes out the same", async () => {
  const { exitCode, stdout, stderr } = await step("reproduce", "reproduce --tier");
  assert.equal(exitCode, 0, stderr);
  assert.match(stdout, /^identical {2}gaussian-mixture\/standard\/first-come\/0$/m);
});

test("queue: every pull request has a state", async () => {
  mkdirSync(path.join(main, "reports"));
  cpSync(path.join(main, "report", "report.json"), path.join(main, "reports", `${commit}.json`));
  const pull = JSON.parse(readFileSync(path.join(main, "pull.json"), "utf8")) as object;
  writeFileSync(path.join(main, "pulls.json"), JSON.stringify([{ ...pull, state: "open", merged_at: null }]));
  const { exitCode, stderr } = await step("queue", "pull queue");
  assert.equal(exitCode, 0, stderr);
  const { pulls } = JSON.parse(readFileSync(path.join(main, "queue.json"), "utf8")) as {
    pulls: { state: string }[];
  };
  assert.deepEqual(
    pulls.map(({ state }) => state),
    ["to be read"],
  );
});

test("no text of a pull request was run", () => {
  for (const place of [main, proposed, temporary, folder]) assert.ok(!existsSync(path.join(place, "here")));
});
