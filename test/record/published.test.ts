import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { canonicalHash } from "../../harness/artifacts/index.ts";
import { calibratedNumbers } from "../../harness/calibration/index.ts";
import { listCells, stateOfCell } from "../../harness/plan/index.ts";
import { readRecords } from "../../harness/record/index.ts";
import { readStudy, type StudyKind, studyFile, studyName } from "../../harness/study/index.ts";
import { discoverSubmissions, openStandings } from "../../harness/submission/index.ts";
import { discoverTasks, offerOf, type Task } from "../../harness/task/index.ts";
import { isOwn } from "../submissions/own.ts";

const root = path.join(import.meta.dirname, "..", "..");
const results = path.join(root, "results");
const tasks = await discoverTasks(root);
const discovered = discoverSubmissions(root, tasks);
const { submissions } = discovered;
const cells = listCells(tasks, submissions, { tier: "standard" });
const { records, problems } = readRecords(results, "standard");

test("every published record is whole and sandboxed", () => {
  assert.deepEqual(problems, []);
  assert.deepEqual(
    records.filter(({ record }) => record.provenance.isolation !== "bubblewrap").map(({ file }) => file),
    [],
  );
});

/** Tasks whose boards are being computed anew, which takes days: there, old records stand, and some entries have none. */
const boardsInTheMaking: readonly string[] = [];
const isSettled = ({ task }: (typeof cells)[number]) => !boardsInTheMaking.includes(task.name);

/** Own entries of which no cell has been computed yet; with its first record an entry owes all of them. */
const entriesInTheMaking: readonly string[] = [];

test("every cell of the benchmark's own entries has a record of all its rounds, and of every other entry that has any", () => {
  const known = new Set(records.map(({ record }) => record.cell.submission));
  const isDue = (slug: string) => !entriesInTheMaking.includes(slug) || known.has(slug);
  const wanted = cells
    .filter(isSettled)
    .filter(({ entry: { submission } }) =>
      isOwn(submission) ? isDue(submission.slug) : known.has(submission.slug),
    );
  assert.ok(wanted.length > 0);
  assert.deepEqual([...idsIn(wanted, "open"), ...idsIn(wanted, "short")], []);
});

test("no record is of another task or strategy than the present one", () => {
  const settled = cells.filter(isSettled);
  assert.deepEqual([...idsIn(settled, "outdated"), ...idsIn(cells, "damaged")], []);
});

function idsIn(list: typeof cells, state: string): readonly string[] {
  return list.filter((cell) => stateOfCell(cell, results).state === state).map(({ id }) => id);
}

test("no record is published that belongs to no cell, unless its entry was withdrawn or renamed", () => {
  const known = new Set(cells.map((cell) => path.resolve(stateOfCell(cell, results).file)));
  const standingOf = openStandings(
    discovered,
    tasks.map((task) => offerOf(task, "standard")),
  );
  const stray = records.filter(({ file }) => !known.has(path.resolve(file)));
  assert.deepEqual(
    stray.filter(({ record }) => standingOf(record).state === "present").map(({ file }) => file),
    [],
  );
});

/** Studies that are still being computed, which takes hours; of what was measured for an earlier version the site says so. */
const studiesInTheMaking: readonly string[] = [];

test("the replications and the calibrations are of the present numbers", () => {
  for (const task of tasks) {
    const { replication, replications, calibration } = task.file;
    assertMeasured(task, "replication", replication);
    for (const [part, { numbers }] of Object.entries(replications))
      if (existsSync(studyFile(results, "replication", studyName(task.name, part))))
        assertMeasured(task, "replication", numbers, part);
    if (calibration !== undefined) assertMeasured(task, "calibration", calibratedNumbers(task, calibration));
  }
});

function assertMeasured({ name, file }: Task, kind: StudyKind, numbers: unknown, part?: string): void {
  const whole = studyName(name, part);
  if (studiesInTheMaking.includes(`${kind} of ${whole}`)) return;
  const study = readStudy(results, kind, whole);
  assert.ok(study, `the ${kind} of ${whole} is not measured`);
  assert.equal(study.version, file.frozen.version);
  assert.equal(study.hash, canonicalHash(numbers), `the ${kind} of ${whole}`);
}
