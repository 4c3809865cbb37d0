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
import { type ResultRecord, withHashes, writeRecord } from "../../harness/record/index.ts";
import { type ScoringTask, scoreTask } from "../../harness/score/index.ts";
import { publicSeason } from "../../harness/season/index.ts";
import { entryId, readSubmission } from "../../harness/submission/index.ts";
import type { Task } from "../../harness/task/index.ts";
import { record, series, task, wholeSeeds } from "../score/records.ts";

const metric = { name: "accuracy", title: "Test accuracy", format: "percent", worst: 0 } as const;
const noise = [0, 0.01, 0.02, 0.01, 0.03, 0];
const around = (score: number, spread = 1) => noise.map((one) => score + spread * one);
const records = [
  ...series("random", around(0.5), { control: "floor" }),
  ...series("clean", around(0.9), { control: "ceiling" }),
  ...series("judge@strict", around(0.8, 2), { division: "oracle", feedback: { oracle: 12500, weak: 3 } }),
  ...series("half", around(0.7).slice(0, 5), { division: "weak", pStar: null }),
  record({ entry: "half", seed: 5, division: "weak" }),
];

const season = { number: 0, commitment: null, key: null };

function boardOf(own: readonly ResultRecord[], { rounds = 1 } = {}): Board {
  const ids = [...new Set(own.map(({ cell }) => entryId(cell))), "later"];
  const entries = ids.map((id) => ({ id, name: id }));
  const regimes = ["replace", "accumulate"] as const;
  const played: ScoringTask = { ...task, rounds, ...(rounds > 1 ? { regimes } : {}) };
  const chosen = { ...played, extents: wholeSeeds(6, played) };
  const { views, unscored, notes } = scoreTask({ task: chosen, records: own, entries });
  const headline = { protocol: "one-round", regime: "replace" } as const;
  return {
    version: "0.1.0",
    commit: null,
    date: null,
    season,
    tier: "smoke",
    tasks: { toy: views },
    about: {
      toy: { title: "Toy", version: 1, hash: "0".repeat(64), metric, headline, rounds, unscored, notes },
    },
  };
}

const full = boardOf(records);

function printed(scored: Board, options: Partial<PrintOptions> = {}, stream: Partial<Output> = {}): string {
  let text = "";
  printBoard(scored, { json: false, ...options }, { ...stream, write: (part) => (text += part) });
  return text;
}

test("the table has a line per entry and one for G0, with everything a score must be read with", () => {
  assert.equal(
    printed(full),
    [
      "Toy, tier smoke",
      "One round, regime replace: gain over G0 in points of test accuracy",
      "rank  group  entry             gain    95 % of gain  state      scaled  metric  division     p⋆  failed  seeds  95 % of scaled  feedback",
      "   –  a      clean (ceiling)  +41.2  +39.9 to +42.4  gained       1.00  91.2 %  none      0.750              6               –  the truth itself",
      " 1–2  b      judge@strict     +32.3  +29.9 to +34.8  gained       0.78  82.3 %  oracle    0.750              6    0.75 to 0.82  oracle 12,500, weak 3",
      " 1–2  abc    half              +9.5  −21.1 to +40.1  undecided    0.22  59.5 %  weak          –       1      6   −0.53 to 0.98  none",
      "   –  c      random (floor)    +1.2    −0.1 to +2.4  undecided    0.03  51.2 %  none      0.750              6    0.00 to 0.06  none",
      "   –  c      G0                 0.0                               0.00  50.0 %",
      "",
      "clean, random: controls that mark the scale, not ranked.",
      "half: failed on some seeds, which count as the worst value of the metric.",
      "Not scored yet: later.",
      "",
      "Season 0: drawn without a key, so that everybody can play it again.",
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

test("a narrow terminal keeps rank, entry and gain, and says what it leaves out", () => {
  const text = printed(full, { width: 50 });
  assert.match(text, /^rank {2}group {2}entry {13}gain {2}failed$/m);
  assert.match(text.replaceAll("\n", " "), /No room for: 95 % of gain, state, scaled, .*, feedback\./);
  assert.match(printed(full, { width: 24 }), /^ 1–2 {2}judge@stri… {2}\+32\.3$/m);
});

test("a hundred columns hold gain, interval, state, scaled score and division of names as long as ours", () => {
  const long = series("self-consistency@confident", around(0.45), { division: "heuristic" });
  const sound = records.filter(({ outcome }) => outcome.status === "ok");
  const text = printed(boardOf([...sound, ...long]), { width: 100 });
  assert.match(text, /^rank {2}group {2}entry +gain +95 % of gain +state +scaled +metric +division$/m);
});

test("both protocols of the headline's regime are printed, the headline first, and no other regime", () => {
  const two = [0, 1, 2, 3, 4, 5].map((seed) =>
    record({ entry: "mine", seed, scores: [0.6, 0.3 + 0.01 * seed], other: [0.9, 0.9] }),
  );
  const text = printed(boardOf(two, { rounds: 2 }));
  assert.match(text, /One round, regime replace: gain over G0 .*\n.*\n +1 {2}a +mine +\+10\.0 /);
  assert.match(text, /Recursion of 2 rounds, regime replace: gain .*\n.*\n.* G0 .*\n +1 {2}b +mine +−17\.5 /);
  assert.doesNotMatch(text, /accumulate/);
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
  assert.match(text, /early +\+20\.0 +– +undecided +– +70\.0 % +none +0\.750 +1\/6 +– +none/);
  assert.match(text, /early: not complete/);
});

test("a board without results, or without tasks, says so", () => {
  assert.match(printed(boardOf([])), /^No results yet\./m);
  assert.match(printed(boardOf([])), /Not scored yet: later\./);
  const empty: Board = {
    ...{ version: "0.1.0", commit: null, date: null, season, tier: "paper" },
    ...{ tasks: {}, about: {} },
  };
  assert.equal(printed(empty), "No task has a board at tier paper.\n");
});

test("as JSON every line has the published keys", () => {
  const { version, tier, tasks } = JSON.parse(printed(full, { json: true }));
  assert.deepEqual([version, tier, Object.keys(tasks)], ["0.1.0", "smoke", ["toy"]]);
  const [{ protocol, regime, entries, generator }] = tasks.toy;
  assert.deepEqual([protocol, regime, generator.letters], ["one-round", "replace", ["c"]]);
  const [, judge] = entries;
  assert.equal(judge.entry, "judge@strict");
  assert.equal(judge.division, "oracle");
  assert.equal(judge.seeds, 6);
  for (const interval of ["gain", "value", "scaled"])
    assert.deepEqual(Object.keys(judge[interval]).sort(), ["high", "low", "mean"]);
  assert.deepEqual(
    [judge.verdict, judge.rank, judge.letters, judge.feedback, judge.pStar, judge.failed],
    ["gained", { low: 1, high: 2 }, ["b"], { oracle: 12500, weak: 3 }, 0.75, 0],
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
  for (const one of own) await writeRecord(results, withHashes(one));
  return {
    root,
    results,
    cache: path.join(root, ".cache"),
    season: publicSeason,
    allResults: results,
    tasks: names.map((name) => taskOf(root, name)),
    variants: [],
    submissions: [readSubmission(path.join(root, "submissions", "judge"))],
    problems: [],
  };
}

function taskOf(root: string, name: string): Task {
  const tier = {
    shown: { seeds: 6, recursionEntries: [] },
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
    shown: { title: `Task ${name}`, metric, headline: { protocol: "one-round", regime: "replace" } },
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
  assert.match(stdout, /judge .* 1\/6 /);
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
