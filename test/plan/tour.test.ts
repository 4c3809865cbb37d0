import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { estimateCells, listCells, tourOf } from "../../harness/plan/index.ts";
import { discoverSubmissions } from "../../harness/submission/index.ts";
import { discoverTasks } from "../../harness/task/index.ts";

const root = path.join(import.meta.dirname, "..", "..");
const tasks = await discoverTasks(root);
const { submissions } = discoverSubmissions(root, tasks);
const cells = listCells(tasks, submissions, { tier: "smoke", seeds: [0] });
const secondsOf = (slugs: readonly string[]) =>
  estimateCells(
    cells.filter(({ entry }) => slugs.includes(entry.submission.slug)),
    [],
  ).reduce((sum, { seconds }) => sum + seconds, 0);
const controls = submissions.filter(({ control }) => control !== null).map(({ slug }) => slug);
const divisionOf = new Map(submissions.map(({ slug, manifest }) => [slug, manifest.division]));

test("a tour without time has the controls, one with time enough has everybody", () => {
  assert.deepEqual(tourOf(cells, [], 0), controls);
  assert.deepEqual(
    tourOf(cells, [], secondsOf([...divisionOf.keys()])).toSorted(),
    [...divisionOf.keys()].toSorted(),
  );
});

test("a tour takes no more than its time, and one of each division before the second of any", () => {
  const seconds = secondsOf(controls) + 90;
  const slugs = tourOf(cells, [], seconds);
  assert.ok(slugs.length > controls.length && slugs.length < submissions.length, slugs.join());
  assert.ok(secondsOf(slugs) <= seconds);
  const turns = slugs.slice(controls.length).map((slug) => divisionOf.get(slug)!);
  const first = turns.slice(0, new Set(turns).size);
  assert.deepEqual(first, [...new Set(turns)]);
});

test("what is done costs nothing, so that the next tour goes further", () => {
  const seconds = secondsOf(controls) + 90;
  const done = new Set(tourOf(cells, [], seconds));
  const next = tourOf(
    cells.filter(({ entry }) => !done.has(entry.submission.slug)),
    [],
    seconds,
  );
  assert.ok(next.length > 0 && next.every((slug) => !done.has(slug)), next.join());
});
