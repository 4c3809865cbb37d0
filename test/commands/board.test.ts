import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import type { Board } from "../../harness/board/index.ts";
import { board, type Output, type PrintOptions, printBoard } from "../../harness/commands/board.ts";
import type { Workspace } from "../../harness/commands/workspace.ts";
import { fingerprintOf, type ResultRecord, writeRecord } from "../../harness/record/index.ts";
import { scoreTask } from "../../harness/score/index.ts";
import { readSubmission } from "../../harness/submission/index.ts";
import type { Task } from "../../harness/task/index.ts";
import { record, series, task } from "../score/records.ts";

const metric = { name: "accuracy", title: "test accuracy", format: "percent" } as const;
const noise = [0, 0.01, 0.02, 0.01, 0.03, 0];
const around = (score: number, spread = 1) => noise.map((one) => score + spread * one);
const records = [
  ...series("random", around(0.5), { control: "floor" }),
  ...series("clean", around(0.9), { control: "ceiling" }),
  ...series("judge@strict", around(0.8, 2), { division: "oracle", feedback: { oracle: 12500, weak: 3 } }),
  ...series("half", around(0.7).slice(0, 5), { division: "weak", pStar: null }),
  record({ entry: "half", seed: 5, division: "weak" }),
];

function boardOf(own: readonly ResultRecord[], entries = [{ id: "later", name: "Later" }]): Board {
  const scored = scoreTask({ task: { ...task, seeds: 6 }, records: own, entries });
  const { unscored, notes } = scored;
  return {
    version: "0.1.0",
    tier: "smoke",
    tasks: { toy: scored.entries },
    about: { toy: { title: "Toy", metric, regime: task.regime, unscored, notes } },
  };
}

const full = boardOf(records);

function printed(scored: Board, options: Partial<PrintOptions> = {}, stream: Partial<Output> = {}): string {
  let text = "";
  printBoard(scored, { json: false, ...options }, { ...stream, write: (part) => (text += part) });
  return text;
}

test("the table has a line per entry, with everything a score must be read with", () => {
  assert.equal(
    printed(full),
    [
      "Toy, tier smoke: test accuracy, regime replace",
      "rank  tie  entry            division  seeds   first   final   95 % of final  scaled  95 % of scaled  feedback                  p⋆  failed",
      "   1  A    clean (ceiling)  none          6  91.2 %  91.2 %  90.2 to 92.5 %    1.00    1.00 to 1.00  none                   0.750       0",
      "   2  B    judge@strict     oracle        6  82.3 %  82.3 %  80.3 to 85.0 %    0.78    0.75 to 0.81  oracle 12,500, weak 3  0.750       0",
      "   3  C    half             weak          6  67.8 %  67.8 %  57.0 to 72.4 %    0.42    0.17 to 0.50  none                       –       1",
      "   4  D    random (floor)   none          6  51.2 %  51.2 %  50.2 to 52.5 %    0.00    0.00 to 0.00  none                   0.750       0",
      "Not scored yet: later.",
      "",
    ].join("\n"),
  );
});

test("no line is longer than the terminal, from 24 columns up", () => {
  for (let width = 24; width <= 150; width++) {
    for (const line of printed(full, { width }).split("\n"))
      assert.ok(line.length <= width, `${width}: ${line}`);
  }
});

test("a narrow terminal keeps rank, entry and final score, and says what it leaves out", () => {
  const text = printed(full, { width: 40 });
  assert.match(text, /^rank {2}entry {13}final {2}scaled$/m);
  assert.match(text.replaceAll("\n", " "), /No room for: tie, division, seeds, first, .*, failed\./);
  assert.match(printed(full, { width: 24 }), /^ {3}2 {2}judge@str… {2}82\.3 %$/m);
});

test("a terminal's own width counts; elsewhere lines are as long as they need", () => {
  assert.equal(printed(full, {}, { columns: 40 }), printed(full));
  assert.equal(printed(full, {}, { isTTY: true, columns: 40 }), printed(full, { width: 40 }));
});

test("a terminal that knows no width counts as 80 columns, and none counts as less than 24", () => {
  assert.equal(printed(full, {}, { isTTY: true, columns: 0 }), printed(full, { width: 80 }));
  assert.equal(printed(full, { width: 1 }), printed(full, { width: 24 }));
});

test("colours appear only where the stream takes them, and change no character", () => {
  const terminal = { isTTY: true, columns: 200 };
  const colourful = printed(full, {}, { ...terminal, hasColors: () => true });
  assert.notEqual(colourful, stripVTControlCharacters(colourful));
  assert.equal(stripVTControlCharacters(colourful), printed(full));
  assert.equal(printed(full, {}, { ...terminal, hasColors: () => false }), printed(full));
  assert.equal(printed(full, {}, { hasColors: () => true }), printed(full));
});

test("an entry not run on all seeds shows how many, and one seed has no interval", () => {
  const text = printed(boardOf([record({ entry: "early", seed: 0, scores: [0.7] })]));
  assert.match(text, /early +none +1\/6 +70\.0 % +70\.0 % +– +– +– +none/);
  assert.match(text, /early: not complete/);
});

test("a board without results, or without tasks, says so", () => {
  assert.match(printed(boardOf([])), /^No results yet\./m);
  assert.match(printed(boardOf([])), /Not scored yet: later\./);
  const empty: Board = { version: "0.1.0", tier: "paper", tasks: {}, about: {} };
  assert.equal(printed(empty), "No task has a board at tier paper.\n");
});

test("as JSON every line has the published keys", () => {
  const { version, tier, tasks } = JSON.parse(printed(full, { json: true }));
  assert.deepEqual([version, tier, Object.keys(tasks)], ["0.1.0", "smoke", ["toy"]]);
  const [, judge] = tasks.toy;
  assert.equal(judge.entry, "judge@strict");
  assert.equal(judge.division, "oracle");
  assert.equal(judge.seeds, 6);
  for (const interval of ["first", "final", "scaled"])
    assert.deepEqual(Object.keys(judge[interval]).sort(), ["high", "low", "mean"]);
  assert.deepEqual(
    [judge.generator, judge.rank, judge.tieGroup, judge.feedback, judge.pStar, judge.failed],
    [{ mean: 0.5 }, { low: 2, high: 2 }, 2, { oracle: 12500, weak: 3 }, 0.75, 0],
  );
});

const manifest = `schema: 1
name: Judge
authors: [{name: Somebody}]
description: Keeps what it likes.
license: MIT
division: none
tasks: all
run: ["true"]
`;

/** A checkout with one submission, one task per name, and the records given. */
async function checkout(
  t: TestContext,
  names: readonly string[],
  own: readonly ResultRecord[],
): Promise<Workspace> {
  const root = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-"));
  t.after(() => import("node:fs/promises").then(({ rm }) => rm(root, { recursive: true })));
  writeFileSync(path.join(root, "package.json"), '{"version": "9.8.7"}');
  await mkdir(path.join(root, "submissions", "judge"), { recursive: true });
  writeFileSync(path.join(root, "submissions", "judge", "submission.yaml"), manifest);
  const results = path.join(root, "results");
  for (const one of own) await writeRecord(results, { ...one, fingerprint: fingerprintOf(one) });
  return {
    root,
    results,
    cache: path.join(root, ".cache"),
    tasks: names.map((name) => taskOf(root, name)),
    submissions: [readSubmission(path.join(root, "submissions", "judge"))],
    problems: [],
  };
}

function taskOf(root: string, name: string): Task {
  const tier = {
    shown: { seeds: 6 },
    frozen: {
      rounds: 1,
      regimes: ["replace"],
      budget: { keep: 1, feedback: {} },
      generation: {},
      setting: {},
    },
  };
  const file = {
    name,
    shown: { title: `Task ${name}`, metric, headline: { regime: "replace" } },
    frozen: { version: 1, metric: metric.name, fields: {} },
    tiers: { smoke: tier },
  };
  return { name, folder: path.join(root, "tasks", name), file, definition: {} } as unknown as Task;
}

async function run(workspace: Workspace, json = false, tasks?: readonly string[]) {
  let stdout = "";
  let stderr = "";
  const code = await board(
    workspace,
    { tier: "smoke", json, ...(tasks === undefined ? {} : { tasks }) },
    { stdout: { write: (part) => (stdout += part) }, stderr: { write: (part) => (stderr += part) } },
  );
  return { code, stdout, stderr };
}

test("the command reads a checkout's results and marks those of an earlier strategy", async (t) => {
  const workspace = await checkout(
    t,
    ["toy", "other"],
    [...series("judge", [0.5]), ...series("gone", [0.4])],
  );
  const { code, stdout, stderr } = await run(workspace);
  assert.equal(code, 0);
  assert.equal(stderr, "");
  assert.match(stdout, /Task toy, tier smoke/);
  assert.match(stdout, /judge, gone: results of an earlier strategy or task definition/);
  assert.match(stdout, /Task other.*\nNo results yet\./);
  assert.equal(JSON.parse((await run(workspace, true)).stdout).version, "9.8.7");
});

test("the board of one task is asked for by name, and an unknown name is told", async (t) => {
  const workspace = await checkout(t, ["toy", "other"], series("judge", [0.5]));
  const { stdout } = await run(workspace, false, ["toy"]);
  assert.match(stdout, /Task toy/);
  assert.doesNotMatch(stdout, /Task other/);
  await assert.rejects(run(workspace, false, ["toys"]), { code: "task-unknown", message: /"toys"/ });
});

test("a damaged result file is explained, and the rest of the board printed", async (t) => {
  const workspace = await checkout(t, ["toy"], series("judge", [0.5, 0.6]));
  const file = path.join(workspace.results, "smoke", "toy", "judge", "1.json");
  writeFileSync(file, "{");
  const { code, stdout, stderr } = await run(workspace);
  assert.equal(code, 2);
  assert.ok(stderr.startsWith(`${file}: not valid JSON`), stderr);
  assert.match(stdout, /judge +none +1\/6/);
});

test("results that cannot be compared cost their own task only", async (t) => {
  const [, stray] = series("judge", [0.5, 0.6], { taskHash: "e".repeat(64) });
  const elsewhere = series("judge", [0.5]).map((one) => ({ ...one, cell: { ...one.cell, task: "other" } }));
  const workspace = await checkout(t, ["toy", "other"], [...series("judge", [0.5]), stray!, ...elsewhere]);
  const { code, stdout, stderr } = await run(workspace);
  assert.equal(code, 2);
  assert.match(
    stderr,
    /^results\/smoke\/toy\/judge\/\d\.json: results of more than one task definition are mixed/,
  );
  assert.doesNotMatch(stdout, /Task toy/);
  assert.match(stdout, /Task other/);
});
