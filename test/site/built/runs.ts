import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { before, test } from "node:test";
import { csvOf, readGrid, tablesOf } from "../../../harness/analysis/index.ts";
import { openBoard, type ScoredEntry } from "../../../harness/board/index.ts";
import { gainFormatterOf, lettersText } from "../../../harness/format/index.ts";
import { readRecords } from "../../../harness/record/index.ts";
import { badgeSvg } from "../../../site/src/badge.ts";
import { recordPath, runPath } from "../../../site/src/data/index.ts";
import { filesOf, pagesOf, textOf } from "../fixture/pages.ts";
import { keptLog, type MadeSite, reproducedEntry, reproducedLog, sharedSite } from "../fixture/site.ts";

let site: MadeSite;
before(async () => {
  site = await sharedSite();
});
test("every record has its place on a page: its whole fingerprint, its file, and the command that plays it again", () => {
  const pages = new Map(pagesOf(site.out).map((page) => [page.address, page]));
  for (const [tier, folder] of [
    ["standard", ""],
    ["smoke", "smoke/"],
  ] as const) {
    const { records } = readRecords(site.checkout.results, tier);
    assert.ok(records.length > 0);
    for (const { record, file } of records) {
      const [address, place] = runPath(record).split("#");
      const { html, ids, targets } = pages.get(`${folder}${address}`)!;
      const run = textOf(html.slice(html.indexOf(`<section class="run" aria-labelledby="${place}"`)));
      const { task, submission, variant, seed } = record.cell;
      const entry = variant === null ? submission : `${submission}@${variant}`;
      assert.ok(ids.includes(place!), runPath(record));
      assert.ok(run.includes(record.fingerprint), runPath(record));
      assert.ok(run.includes(`npx collapse-bench reproduce ${task}/${tier}/${entry}/${seed} `), run);
      assert.ok(textOf(html).includes("With --pools DIR it also writes every candidate"), runPath(record));
      assert.ok(textOf(html).includes(record.provenance.harness.commit!));
      assert.ok(targets.includes(recordPath(record)), recordPath(record));
      assert.deepEqual(readFileSync(path.join(site.out, recordPath(record))), readFileSync(file));
    }
  }
});

test("a run that was played again says by whom, on what and what came of it, with the digest of its log; others do not", () => {
  const { html } = pagesOf(site.out).find(
    ({ address }) => address === `runs/made-mixture/${reproducedEntry}/`,
  )!;
  const [, first, second] = html.split('<section class="run"').map(textOf);
  const told =
    "equal within the tolerance, at most 1.0e-6 off, says A <sceptic>, 2026-02-03, on Another processor";
  assert.ok(first!.includes(`Played again ${told}`), first);
  assert.ok(first!.includes(`A <sceptic>'s has SHA-256 ${reproducedLog} , 1,234 bytes`), first);
  assert.doesNotMatch(second!, /Played again/);
});

test("a run whose log was kept leads to it and says its digest; one that was silent says so; of others none is kept", () => {
  const { html, targets } = pagesOf(site.out).find(
    ({ address }) => address === `runs/made-mixture/${reproducedEntry}/`,
  )!;
  const runs = html.split('<section class="run"').slice(1).map(textOf);
  const place = `logs/standard/made-mixture/${reproducedEntry}/0.json`;
  const told = `Log of the run SHA-256 ${hash("sha256", keptLog)} , ${keptLog.length} bytes, kept whole: ${place}`;
  assert.ok(runs[0]!.includes(told), runs[0]);
  assert.ok(targets.includes(place));
  assert.deepEqual(
    readFileSync(path.join(site.out, place)),
    readFileSync(path.join(site.checkout.results, place)),
  );
  assert.match(runs[1]!, /Log of the run The strategy wrote nothing/);
  assert.match(runs[2]!, /Log Of this run none is kept\./);
});

test("every seed of a submission's page leads to its run", () => {
  const { targets } = pagesOf(site.out).find(({ address }) => address === "submissions/noisy-oracle/")!;
  for (const entry of ["noisy-oracle", "noisy-oracle@p0.5"])
    for (const seed of [0, 5]) assert.ok(targets.includes(`runs/made-mixture/${entry}/#seed-${seed}`), entry);
});

test("a failed run says how it failed", () => {
  const page = pagesOf(site.out).find(({ address }) => address === "runs/made-mixture/strong-verifier/")!;
  assert.match(textOf(page.html), /Seed 1 .*? Ended failed in round 2: the selection names candidate 4/);
});

test("every entry of a tier that ranks has a badge with gain, state, letters and version, and no other has", () => {
  const board = JSON.parse(readFileSync(path.join(site.out, "board.json"), "utf8"));
  const entries: readonly ScoredEntry[] = board.tasks["made-mixture"][0].entries;
  const badges = filesOf(site.out).filter((name) => name.includes("badges/"));
  assert.equal(badges.length, 2 * entries.length);
  for (const { entry, gain, verdict, letters } of entries) {
    const file = path.join(site.out, "badges", "made-mixture", entry);
    const shields = JSON.parse(readFileSync(`${file}.json`, "utf8"));
    const message = `${gainFormatterOf("percent")(gain.mean)}, ${verdict}, group ${lettersText(letters)}, v9.8.7`;
    assert.deepEqual(
      [shields.schemaVersion, shields.label, shields.message],
      [1, "Collapse Bench: Made mixture", message],
    );
    assert.ok(
      readFileSync(`${file}.svg`, "utf8").includes(`aria-label="Collapse Bench: Made mixture: ${message}"`),
    );
  }
});

test("what a badge says is text, whatever a task is called", () => {
  const svg = badgeSvg({ label: 'A <b> & "c"', message: "+1", colour: "#000" });
  assert.ok(svg.includes("A &lt;b> &amp; &quot;c&quot;"));
  assert.ok(!svg.includes("<b>"));
});

test("what a task's records say together is a figure of each table, and the whole table as the command prints it", async () => {
  const { html, targets } = pagesOf(site.out).find(({ address }) => address === "tasks/made-mixture/")!;
  const { root, results } = site.checkout;
  const { tasks } = await openBoard({ root, results, tier: "standard" });
  const board = tasks.find(({ task }) => task.name === "made-mixture")!;
  const tables = tablesOf(board, readGrid(root)).filter(({ rows }) => rows.length > 0);
  assert.deepEqual(
    tables.map(({ name }) => name),
    ["price", "theorem", "theorem-rounds", "definitions"],
  );
  for (const table of tables) {
    const file = `tables/made-mixture/${table.name}.csv`;
    assert.ok(targets.includes(file), file);
    assert.equal(readFileSync(path.join(site.out, file), "utf8"), csvOf(table));
    assert.ok(html.includes(table.title), table.title);
  }
});

test("a day has a page that says what its boards said, and what moved since; the newest day says that nothing did", () => {
  const pages = pagesOf(site.out).filter(({ address }) => /^changes\/\d/.test(address));
  const { records } = readRecords(site.checkout.results, "standard");
  const days = [...new Set(records.map(({ record }) => record.execution.startedAt.slice(0, 10)))].sort();
  assert.deepEqual(
    pages.map(({ address }) => address),
    days.map((day) => `changes/${day}/`),
  );
  const newest = textOf(pages.at(-1)!.html);
  assert.match(newest, /No headline says anything else since\./);
  const board = JSON.parse(readFileSync(path.join(site.out, "board.json"), "utf8"));
  const [first]: readonly ScoredEntry[] = board.tasks["made-mixture"][0].entries;
  assert.ok(newest.includes(`${first!.entry} ${gainFormatterOf("percent")(first!.gain.mean)}`), first!.entry);
});
