import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { openArtifacts } from "../../harness/artifacts/index.ts";
import { identityOf, runCell } from "../../harness/loop/index.ts";
import { type Cell, estimateCells, findCell, listCells, stateOfCell } from "../../harness/plan/index.ts";
import { type Repeatable, withHashes, writeRecord } from "../../harness/record/index.ts";
import { type Rule, ruleSelector, rules, selectionOf } from "../../harness/selection/index.ts";
import { discoverSubmissions } from "../../harness/submission/index.ts";
import { boardExtents, discoverTasks, limitsHash, type Task } from "../../harness/task/index.ts";
import { sampleRecord } from "../record/sample.ts";

const root = path.join(import.meta.dirname, "..", "..");
const folder = mkdtempSync(path.join(os.tmpdir(), "collapse-bench-extent-"));
after(() => rmSync(folder, { recursive: true }));

const tasks = await discoverTasks(root);
const { submissions } = discoverSubmissions(root, tasks);
const mixture = tasks.find(({ name }) => name === "gaussian-mixture")!;
const { shown, frozen } = mixture.file.tiers.smoke!;

/** The mixture with three seeds, of which so many are played to the end. */
function shortened(recursionSeeds: number, recursionEntries: readonly string[] = []): Task {
  const smoke = {
    ...mixture.file.tiers.smoke!,
    shown: { ...shown, seeds: 3, recursionSeeds, recursionEntries: [...recursionEntries] },
  };
  return { ...mixture, file: { ...mixture.file, tiers: { smoke } } };
}

const id = (seed: number) => `gaussian-mixture/smoke/random/${seed}`;
const cellOf = (task: Task, seed: number) => findCell([task], submissions, id(seed));

/** Plays a cell and writes its record. */
async function played(cell: Cell, results: string, rule: Rule = rules.random): Promise<Repeatable> {
  const { repeatable, finish } = await runCell(cell, {
    artifacts: openArtifacts(path.join(folder, "artifacts")),
    device: "cpu",
    selector: ruleSelector(rule),
    workFolder: path.join(folder, "work"),
    progress: () => {},
  });
  const task = { ...repeatable.task, limits: limitsHash(cell.task, cell.tier) };
  await writeRecord(results, withHashes({ ...sampleRecord(), ...repeatable, task }));
  await finish();
  return repeatable;
}

test("seeds after those of the recursion play one round, in the headline's regime, and cost so much less", () => {
  const cells = listCells([shortened(1)], submissions, { tier: "smoke", submissions: ["random"] });
  assert.deepEqual(
    cells.map(({ extent }) => extent),
    [
      { rounds: 3, regimes: ["replace", "accumulate"] },
      { rounds: 1, regimes: ["replace"] },
      { rounds: 1, regimes: ["replace"] },
    ],
  );
  const all = shown.cost.cellSeconds;
  assert.deepEqual(
    estimateCells(cells, []).map(({ seconds }) => seconds),
    [all, all / 6, all / 6],
  );
  const { task } = identityOf(cells[0]!);
  const record = sampleRecord({ cell: { ...sampleRecord().cell, task: "gaussian-mixture" } });
  const timed = (changes: object) => ({
    file: "",
    record: {
      ...record,
      task: { ...record.task, ...task },
      provenance: { ...record.provenance, cpu: os.cpus()[0]!.model.trim() },
      execution: { ...record.execution, seconds: 7 },
      ...changes,
    },
  });
  const estimated = (changes = {}) =>
    estimateCells(cells, [timed(changes)]).map(({ seconds }) => Math.round(seconds * 1e6) / 1e6);
  assert.deepEqual(estimated(), [42, 7, 7], "of one round it is known what six will take");
  const [first] = record.regimes.replace!;
  const phases = { generate: 0, select: 0.5, train: 0.25, evaluate: 0.25, strategyPeakMemoryMiB: 1 };
  const rounds = [1, 2, 3].map((round) => ({ ...phases, round }));
  const whole = {
    regimes: { replace: [first!, first!, first!], accumulate: [first!, first!, first!] },
    execution: { ...record.execution, seconds: 7, rounds: { replace: rounds, accumulate: rounds } },
  };
  assert.deepEqual(estimated(whole), [7, 2, 2], "of six, what one took with all that comes before");
  const other = { ...record.task, ...task, hash: "cd".repeat(32) };
  assert.deepEqual(
    estimated({ task: other }),
    estimateCells(cells, []).map(({ seconds }) => Math.round(seconds * 1e6) / 1e6),
    "another version of the task tells nothing",
  );
});

test("the first round is the same whether others follow, and a record of all rounds counts for one", async () => {
  const [one, three] = [cellOf(shortened(1), 1), cellOf(mixture, 1)];
  const [short, whole] = ["short", "whole"].map((name) => path.join(folder, name)) as [string, string];
  const first = await played(one, short);
  assert.deepEqual(Object.keys(first.regimes), ["replace"]);
  assert.equal(first.regimes.replace!.length, 1);
  const all = await played(three, whole);
  assert.equal(all.regimes.replace!.length, frozen.rounds);
  assert.deepEqual(all.regimes.replace![0], first.regimes.replace![0]);
  assert.equal(stateOfCell(one, short).state, "done");
  assert.equal(stateOfCell(one, whole).state, "done");
  assert.equal(stateOfCell(three, whole).state, "done");
  assert.equal(stateOfCell(three, short).state, "short");
});

test("a failure is done however far the cell should have come", async () => {
  const results = path.join(folder, "failed");
  const cell = cellOf(mixture, 2);
  const nothing = { items: new Uint32Array(0), candidates: new Uint32Array(0) };
  const { outcome } = await played(cell, results, { select: async () => selectionOf(nothing) });
  assert.equal(outcome.status, "failed");
  assert.equal(stateOfCell(cell, results).state, "done");
});

test("a board of one round has no seed that is played to the end", () => {
  const cells = listCells([shortened(0)], submissions, { tier: "smoke", submissions: ["random"] });
  assert.deepEqual(
    cells.map(({ extent }) => extent),
    Array.from({ length: 3 }, () => ({ rounds: 1, regimes: ["replace"] })),
  );
});

test("entries that a tier names play the headline's regime to the end on every seed, and nobody else does", () => {
  const task = shortened(0, ["random", "oracle@best-of-k"]);
  const cells = listCells([task], submissions, { tier: "smoke", submissions: ["random", "oracle"] });
  const rounds = cells.map(({ entry, extent }) => [entry.id, extent.rounds, ...extent.regimes]);
  const once = [
    ["oracle", 1, "replace"],
    ["random", 3, "replace"],
  ];
  assert.deepEqual(rounds, [...once, ...once, ...once]);
  const { extents, named } = boardExtents(task, "smoke");
  assert.deepEqual(
    extents.map(({ rounds }) => rounds),
    [1, 1, 1],
  );
  assert.deepEqual(
    [...named].map(([entry, own]) => [entry, ...own.map(({ rounds }) => rounds)]),
    [
      ["random", 3, 3, 3],
      ["oracle@best-of-k", 3, 3, 3],
    ],
  );
});
